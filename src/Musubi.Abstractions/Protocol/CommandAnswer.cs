namespace Musubi.Protocol;

/// <summary>The answer to a command.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Reply">The handler's reply, a JSON object in UTF-8; empty stands for <c>{}</c>. Of a crash, which replies
/// nothing, the text of what was thrown, for a gateway whose clients may know.</param>
/// <param name="Patch">What the command changed; empty when nothing, and null when no handler ran. Even an empty one has a version, so that what the command
/// started, and pushes meanwhile, is seen to come after this answer.</param>
/// <param name="Next">The answer to the command behind it in the same call; null when there was none, or it was left.</param>
[GenerateSerializer, Immutable, Alias("musubi.v1.CommandAnswer")]
public sealed record CommandAnswer(
    [property: Id(0)] CommandOutcome Outcome,
    [property: Id(1)] ReadOnlyMemory<byte> Reply = default,
    [property: Id(2)] PatchEnvelope? Patch = null,
    [property: Id(3)] CommandAnswer? Next = null);
