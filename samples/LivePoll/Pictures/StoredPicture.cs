namespace LivePoll.Pictures;

/// <summary>A picture that is safe to serve as what it is.</summary>
/// <param name="MediaType">By what its bytes begin with. What its name and its sender say is not asked.</param>
/// <param name="Bytes">The file.</param>
internal sealed record StoredPicture(string MediaType, byte[] Bytes)
{
    /// <summary>Reads a file that somebody says is a picture.</summary>
    /// <returns>Null when it is none, or none that every browser shows.</returns>
    public static async Task<StoredPicture?> ReadAsync(Stream file)
    {
        using var bytes = new MemoryStream();
        await file.CopyToAsync(bytes);
        return MediaTypeOf(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)) is { } mediaType ? new StoredPicture(mediaType, bytes.ToArray()) : null;
    }

    // SVG is left out on purpose: it is a document, with scripts.
    private static string? MediaTypeOf(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0x89, (byte)'P', (byte)'N', (byte)'G', (byte)'\r', (byte)'\n', 0x1A, (byte)'\n', ..] => "image/png",
        [0xFF, 0xD8, 0xFF, ..] => "image/jpeg",
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', (byte)'7' or (byte)'9', (byte)'a', ..] => "image/gif",
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => "image/webp",
        _ => null,
    };
}
