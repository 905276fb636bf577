using System.Text;
using System.Text.Unicode;

namespace Musubi.Gateway.Hosting;

/// <summary>Phoenix 1.8's <c>authToken</c>, which travels as a subprotocol because browsers cannot set headers on a WebSocket.</summary>
internal static class AuthToken
{
    /// <summary>The subprotocol that the server selects.</summary>
    public const string Subprotocol = "phoenix";

    // The name says base64url, yet Phoenix encodes and decodes the standard alphabet, without padding.
    private const string Prefix = "base64url.bearer.phx.";

    /// <summary>Reads the token among the requested subprotocols.</summary>
    /// <returns>False when there is one and it cannot be read.</returns>
    public static bool TryRead(IEnumerable<string> subprotocols, out string? token)
    {
        token = null;
        var encoded = subprotocols.FirstOrDefault(static name => name.StartsWith(Prefix, StringComparison.Ordinal))?[Prefix.Length..];
        if (encoded is null)
        {
            return true;
        }

        var bytes = new byte[encoded.Length];
        var padded = encoded.PadRight((encoded.Length + 3) / 4 * 4, '=');
        if (!Convert.TryFromBase64String(padded, bytes, out var length) || !Utf8.IsValid(bytes.AsSpan(0, length)))
        {
            return false;
        }

        token = Encoding.UTF8.GetString(bytes, 0, length);
        return true;
    }
}
