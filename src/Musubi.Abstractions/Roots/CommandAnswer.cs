namespace Musubi;

/// <summary>The answer to a command.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Reply">The handler's reply, a JSON object in UTF-8; empty stands for <c>{}</c>.</param>
/// <param name="Patch">What the command changed; null when nothing.</param>
[GenerateSerializer, Immutable, Alias("musubi.v1.CommandAnswer")]
public sealed record CommandAnswer(
    [property: Id(0)] CommandOutcome Outcome,
    [property: Id(1)] ReadOnlyMemory<byte> Reply = default,
    [property: Id(2)] PatchEnvelope? Patch = null);
