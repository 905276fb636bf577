using System.Diagnostics;
using System.Diagnostics.Metrics;
using Musubi.Diagnostics;

namespace Musubi.Grains.Diagnostics;

/// <summary>One cycle of a root as it is timed and traced, from its message to its patch. Disposing it ends the activity.</summary>
internal readonly struct Cycle(Histogram<double> seconds, TimeProvider time, string root, Activity? activity) : IDisposable
{
    private readonly TimedActivity _timed = new(seconds, time, root, activity);

    public void End(MountOutcome outcome) => _timed.End(TagValue<MountOutcome>.Of(outcome), outcome == MountOutcome.Crashed);

    /// <param name="outcome">How it ended.</param>
    /// <param name="command">As the client named it; in tags only when it turned out to be declared.</param>
    public void End(CommandOutcome outcome, string command) =>
        _timed.End(
            TagValue<CommandOutcome>.Of(outcome),
            outcome == CommandOutcome.Crashed,
            Tags.Command,
            outcome is CommandOutcome.Handled or CommandOutcome.Crashed ? command : null);

    public void End(MessageOutcome outcome, MessageKind kind) =>
        _timed.End(TagValue<MessageOutcome>.Of(outcome), outcome == MessageOutcome.Crashed, Tags.Kind, TagValue<MessageKind>.Of(kind));

    /// <summary>What the root has to say after this cycle, with the cycle's place in its trace.</summary>
    public RootPush Push(long mountId, PatchEnvelope? patch, string? detail = null) => new(mountId, patch, _timed.Activity?.Id, _timed.Activity?.TraceStateString, detail);

    public void Dispose() => _timed.Dispose();
}
