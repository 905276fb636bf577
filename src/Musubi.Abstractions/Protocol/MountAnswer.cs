namespace Musubi.Protocol;

/// <summary>The answer to a mount.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Patch">The first envelope, version 0 to 1; null unless mounted.</param>
/// <param name="Detail">What a crash threw, for a gateway whose clients may know; null unless crashed.</param>
[GenerateSerializer, Immutable, Alias("musubi.v1.MountAnswer")]
public sealed record MountAnswer([property: Id(0)] MountOutcome Outcome, [property: Id(1)] PatchEnvelope? Patch, [property: Id(2)] string? Detail = null);
