using System.Diagnostics;
using System.Diagnostics.Metrics;
using Musubi.Diagnostics;

namespace Musubi.Gateway.Diagnostics;

/// <summary>What a client asks of a root and what it is answered, timed and traced from its frame to the answer. Disposing it ends the activity.</summary>
internal readonly struct Exchange(Histogram<double> seconds, TimeProvider time, string root, Activity? activity) : IDisposable
{
    private readonly TimedActivity _timed = new(seconds, time, root, activity);

    /// <summary>Whether there is an activity.</summary>
    public bool IsTraced => _timed.Activity is not null;

    /// <summary>Makes the activity current, and the grain calls that follow a part of its trace.</summary>
    public void Enter()
    {
        if (_timed.Activity is { } activity)
        {
            Activity.Current = activity;
            CallTrace.Carry(activity);
        }
    }

    public void End(MountOutcome outcome) => End(outcome switch
    {
        MountOutcome.Mounted => ExchangeOutcome.Ok,
        MountOutcome.UnknownRoot => ExchangeOutcome.UnknownRoot,
        MountOutcome.Superseded => ExchangeOutcome.Unavailable,
        _ => ExchangeOutcome.Crashed,
    });

    public void End(AttachOutcome outcome) => End(outcome switch
    {
        AttachOutcome.Attached => ExchangeOutcome.Ok,
        AttachOutcome.Missed => ExchangeOutcome.NotMounted,
        _ => ExchangeOutcome.Crashed,
    });

    /// <param name="outcome">What the root answered.</param>
    /// <param name="command">As the client named it; in tags only when it turned out to be declared.</param>
    public void End(CommandOutcome outcome, string command)
    {
        if (outcome is CommandOutcome.Handled or CommandOutcome.Crashed)
        {
            _timed.Activity?.SetTag(Tags.Command, command);
        }

        End(outcome switch
        {
            CommandOutcome.Handled => ExchangeOutcome.Ok,
            CommandOutcome.UnknownStore => ExchangeOutcome.UnknownStore,
            CommandOutcome.UnknownCommand => ExchangeOutcome.UnknownCommand,
            CommandOutcome.NotMounted => ExchangeOutcome.NotMounted,
            CommandOutcome.Busy => ExchangeOutcome.Busy,
            CommandOutcome.Stale => ExchangeOutcome.Stale,
            _ => ExchangeOutcome.Crashed,
        });
    }

    /// <summary>Ends without an answer: nobody knows what happened.</summary>
    public void End(Exception exception) => End(exception is TimeoutException ? ExchangeOutcome.Timeout : ExchangeOutcome.Unavailable);

    public void Dispose() => _timed.Dispose();

    private void End(ExchangeOutcome outcome) =>
        _timed.End(TagValue<ExchangeOutcome>.Of(outcome), outcome is ExchangeOutcome.Crashed or ExchangeOutcome.Timeout or ExchangeOutcome.Unavailable);
}
