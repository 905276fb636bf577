using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;

namespace Musubi.Gateway.Uploads;

/// <summary>Turns grants into tokens that nobody else can make or read, and back.</summary>
/// <remarks>A token says all that its upload needs to know, so that nothing is kept for files that never come. It expires by our clock;
/// Data Protection's own expiry knows none but the system's.</remarks>
internal sealed class UploadTokens(IDataProtectionProvider protection, TimeProvider clock)
{
    // What the protected bytes mean. Another meaning is another purpose.
    private const string Purpose = "Musubi.Gateway.Uploads.v1";

    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(600);

    private readonly IDataProtector _protector = protection.CreateProtector(Purpose);

    public string Write(UploadGrant grant) =>
        Base64Url.EncodeToString(_protector.Protect(JsonSerializer.SerializeToUtf8Bytes(new Content(grant, clock.GetUtcNow() + Lifetime))));

    /// <returns>The grant; null when the token is none of ours, or too old to begin with.</returns>
    public UploadGrant? TryRead(string token) => TryRead(token, out var expired) is { } grant && !expired ? grant : null;

    /// <summary>Reads a token of any age, for a file that has begun.</summary>
    /// <returns>The grant; null when the token is none of ours.</returns>
    public UploadGrant? TryRead(string token, out bool expired)
    {
        expired = false;
        try
        {
            var content = JsonSerializer.Deserialize<Content>(_protector.Unprotect(Base64Url.DecodeFromChars(token)))!;
            expired = clock.GetUtcNow() >= content.Expires;
            return content.Grant;
        }
        catch (Exception exception) when (exception is FormatException or CryptographicException)
        {
            return null;
        }
    }

    private sealed record Content(UploadGrant Grant, DateTimeOffset Expires);
}
