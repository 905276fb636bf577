using System.Collections.Immutable;

namespace Musubi.Protocol;

/// <summary>The answer to a preflight.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Config">The upload's limits; null unless handled.</param>
/// <param name="Allowed">The files that may come.</param>
/// <param name="Refused">Those that may not.</param>
/// <param name="Patch">What the preflight changed; null when nothing.</param>
[GenerateSerializer, Immutable, Alias("musubi.v1.AllowUploadAnswer")]
public sealed record AllowUploadAnswer(
    [property: Id(0)] UploadOutcome Outcome,
    [property: Id(1)] UploadConfig? Config,
    [property: Id(2)] ImmutableArray<AllowedFile> Allowed,
    [property: Id(3)] ImmutableArray<RefusedFile> Refused,
    [property: Id(4)] PatchEnvelope? Patch);
