namespace Musubi.Protocol;

/// <summary>The answer to a mount.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Patch">The first envelope, version 0 to 1; null unless mounted.</param>
[GenerateSerializer, Immutable, Alias("musubi.v1.MountAnswer")]
public sealed record MountAnswer([property: Id(0)] MountOutcome Outcome, [property: Id(1)] PatchEnvelope? Patch);
