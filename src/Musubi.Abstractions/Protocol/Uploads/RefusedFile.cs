namespace Musubi.Protocol;

/// <summary>A file that may not come.</summary>
/// <param name="ClientRef">The client's name for it; empty when it gave none.</param>
/// <param name="Code">Why.</param>
[GenerateSerializer, Immutable, Alias("musubi.v1.RefusedFile")]
public sealed record RefusedFile([property: Id(0)] string ClientRef, [property: Id(1)] UploadErrorCode Code);
