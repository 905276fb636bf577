using System.Buffers.Text;
using System.Security.Cryptography;

namespace Musubi.Gateway.Resume;

/// <summary>What a client says to take a root back: the connection in the root's key, which is drawn for it, and a secret of which the root has a hash.</summary>
/// <param name="Connection">128 random bits, which begin the root's key.</param>
/// <param name="Secret">128 random bits.</param>
internal readonly record struct ResumeToken(string Connection, ReadOnlyMemory<byte> Secret)
{
    private const int Bytes = 16;
    private const int Characters = 22;

    /// <summary>A token for a root that is not there yet. Its key is new too: one of this socket's may be another's by now.</summary>
    public static ResumeToken New() => Next(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes)));

    /// <summary>A token with a new secret for a root that is there.</summary>
    public static ResumeToken Next(string connection) => new(connection, RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>Reads what a client says, which may be anything.</summary>
    public static bool TryParse(string? text, out ResumeToken token)
    {
        token = default;
        if (text is not { Length: (2 * Characters) + 1 } || text[Characters] != '.' || !Base64Url.IsValid(text.AsSpan(0, Characters)) || !Base64Url.IsValid(text.AsSpan(Characters + 1)))
        {
            return false;
        }

        var secret = Base64Url.DecodeFromChars(text.AsSpan(Characters + 1));
        token = new ResumeToken(text[..Characters], secret);
        return secret.Length == Bytes;
    }

    /// <summary>What the root keeps.</summary>
    public byte[] Hash() => SHA256.HashData(Secret.Span);

    /// <summary>The token's text, for its client alone. What is logged names the type: see <see cref="ToString"/>.</summary>
    public string Text() => $"{Connection}.{Base64Url.EncodeToString(Secret.Span)}";

    public override string ToString() => nameof(ResumeToken);
}
