using System.Diagnostics;
using System.Diagnostics.Metrics;
using Musubi.Diagnostics;

namespace Musubi.Grains.Diagnostics;

/// <summary>One cycle of a root as it is timed and traced, from its message to its patch. Disposing it ends the activity.</summary>
internal readonly struct Cycle : IDisposable
{
    private readonly Histogram<double>? _seconds;
    private readonly TimeProvider _time;
    private readonly string _root;
    private readonly long _started;
    private readonly Activity? _activity;

    public Cycle(Histogram<double> seconds, TimeProvider time, string root, Activity? activity)
    {
        (_time, _root, _activity) = (time, root, activity);
        if (seconds.Enabled)
        {
            _seconds = seconds;
            _started = time.GetTimestamp();
        }
    }

    public void End(MountOutcome outcome) => End(TagValue<MountOutcome>.Of(outcome), outcome == MountOutcome.Crashed);

    /// <param name="outcome">How it ended.</param>
    /// <param name="command">As the client named it; in tags only when it turned out to be declared.</param>
    public void End(CommandOutcome outcome, string command) =>
        End(
            TagValue<CommandOutcome>.Of(outcome),
            outcome == CommandOutcome.Crashed,
            Tags.Command,
            outcome is CommandOutcome.Handled or CommandOutcome.Crashed ? command : null);

    public void End(MessageOutcome outcome, MessageKind kind) =>
        End(TagValue<MessageOutcome>.Of(outcome), outcome == MessageOutcome.Crashed, Tags.Kind, TagValue<MessageKind>.Of(kind));

    /// <summary>What the root has to say after this cycle, with the cycle's place in its trace.</summary>
    public RootPush Push(long mountId, PatchEnvelope? patch) => new(mountId, patch, _activity?.Id, _activity?.TraceStateString);

    public void Dispose() => _activity?.Dispose();

    private void End(string outcome, bool crashed, string key = "", string? value = null)
    {
        if (_seconds is not null)
        {
            var tags = new TagList { { Tags.Root, _root }, { Tags.Outcome, outcome } };
            if (value is not null)
            {
                tags.Add(key, value);
            }

            _seconds.Record(_time.GetElapsedTime(_started).TotalSeconds, tags);
        }

        if (_activity is not null)
        {
            _activity.SetTag(Tags.Outcome, outcome);
            if (value is not null)
            {
                _activity.SetTag(key, value);
            }

            if (crashed)
            {
                _activity.SetStatus(ActivityStatusCode.Error);
            }
        }
    }
}
