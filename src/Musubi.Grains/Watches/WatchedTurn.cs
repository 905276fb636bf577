namespace Musubi.Grains.Watches;

/// <summary>One turn of a root, as somebody who watches it is shown it.</summary>
/// <param name="At">When it began.</param>
/// <param name="Kind">What it was: <c>command</c>, <c>topic</c>, <c>timer</c>, <c>async</c>, <c>update</c> or <c>upload</c>.</param>
/// <param name="Name">The command, or the type of the message. As the client wrote it, where no such command is declared.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Milliseconds">How long it took, from the moment that the root turned to it until it was answered or pushed: callbacks, render, and the write of a durable root.</param>
/// <param name="PatchBytes">How large what it changed is; 0 for nothing.</param>
/// <param name="Version">The version that the root had when it had ended.</param>
[GenerateSerializer, Immutable, Alias("musubi.v1.WatchedTurn")]
internal sealed record WatchedTurn(
    [property: Id(0)] DateTimeOffset At,
    [property: Id(1)] string Kind,
    [property: Id(2)] string Name,
    [property: Id(3)] string Outcome,
    [property: Id(4)] double Milliseconds,
    [property: Id(5)] int PatchBytes,
    [property: Id(6)] long Version);
