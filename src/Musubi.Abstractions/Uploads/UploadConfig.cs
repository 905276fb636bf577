using System.Collections.Immutable;

namespace Musubi;

/// <summary>The limits of an upload.</summary>
/// <param name="Accept">The accepted file extensions, each with its dot; empty accepts any.</param>
/// <param name="MaxEntries">Files at once.</param>
/// <param name="MaxFileSize">Bytes in one file.</param>
/// <param name="ChunkSize">Bytes in one chunk.</param>
/// <param name="ChunkTimeout">Time between two chunks before the file is given up.</param>
[GenerateSerializer, Immutable, Alias("musubi.v1.UploadConfig")]
public sealed record UploadConfig(
    [property: Id(0)] ImmutableArray<string> Accept,
    [property: Id(1)] int MaxEntries,
    [property: Id(2)] long MaxFileSize,
    [property: Id(3)] int ChunkSize,
    [property: Id(4)] TimeSpan ChunkTimeout);
