namespace Musubi.Protocol;

/// <summary>A file that may come.</summary>
/// <param name="ClientRef">The client's name for it.</param>
/// <param name="EntryRef">The server's.</param>
/// <param name="Size">Its size in bytes, as announced.</param>
/// <param name="Uploader">The client's uploader that is to send it elsewhere; null when it comes over the gateway.</param>
/// <param name="Meta">What that uploader needs, a JSON object in UTF-8; empty when there is none.</param>
[GenerateSerializer, Immutable, Alias("musubi.v1.AllowedFile")]
public sealed record AllowedFile(
    [property: Id(0)] string ClientRef,
    [property: Id(1)] string EntryRef,
    [property: Id(2)] long Size,
    [property: Id(3)] string? Uploader,
    [property: Id(4)] ReadOnlyMemory<byte> Meta);
