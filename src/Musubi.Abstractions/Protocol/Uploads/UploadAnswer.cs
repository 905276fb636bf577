namespace Musubi.Protocol;

/// <summary>The answer to a report on a file.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Patch">What the report changed; empty when nothing, and null when it was not taken in.</param>
[GenerateSerializer, Immutable, Alias("musubi.v1.UploadAnswer")]
public sealed record UploadAnswer([property: Id(0)] UploadOutcome Outcome, [property: Id(1)] PatchEnvelope? Patch = null);
