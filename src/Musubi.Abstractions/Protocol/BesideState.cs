namespace Musubi.Protocol;

/// <summary>What an envelope holds beside operations on the state, which few do: each a JSON array, or empty.</summary>
[GenerateSerializer, Immutable, Alias("musubi.v1.BesideState")]
internal sealed record BesideState(
    [property: Id(0)] ReadOnlyMemory<byte> StreamOps,
    [property: Id(1)] ReadOnlyMemory<byte> UploadOps,
    [property: Id(2)] ReadOnlyMemory<byte> Events);
