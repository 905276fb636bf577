using System.Security.Cryptography;
using System.Text;

namespace Musubi.Storage.Postgres;

/// <summary>A root's key as the bytes that are indexed.</summary>
internal static class RootKey
{
    /// <summary>The longest key that is kept as it is: an index entry may have a third of a page, some 2,700 bytes.</summary>
    private const int Longest = 2000;

    // Keys that are no text would become one another.
    private static readonly UTF8Encoding Encoding = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <remarks>A longer key is cut, and ends with its hash; it has one byte more than any key that is kept as it is, so the two are never equal.</remarks>
    public static byte[] Of(string root)
    {
        var key = Encoding.GetBytes(root);
        return key.Length <= Longest ? key : [.. key.AsSpan(0, Longest + 1 - SHA256.HashSizeInBytes), .. SHA256.HashData(key)];
    }
}
