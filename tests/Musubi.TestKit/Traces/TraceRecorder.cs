using System.Diagnostics;

namespace Musubi.TestKit.Traces;

/// <summary>Listens to activity sources of this process, as an exporter would, and keeps what stopped.</summary>
/// <remarks>Activities of other tests are among them; a test finds its own by a trace id that it chose.</remarks>
public sealed class TraceRecorder : IDisposable
{
    private readonly Lock _lock = new();
    private readonly List<Activity> _stopped = [];
    private readonly Inbox<Activity> _inbox = new();
    private readonly ActivityListener _listener;

    /// <param name="sources">Begin the names of the sources.</param>
    public TraceRecorder(params string[] sources)
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => sources.Any(prefix => source.Name.StartsWith(prefix, StringComparison.Ordinal)),
            Sample = static (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                lock (_lock)
                {
                    _stopped.Add(activity);
                }

                _inbox.Add(activity);
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>Waits for an activity to stop.</summary>
    public Task<Activity> StoppedAsync(Func<Activity, bool> match, string what, CancellationToken cancellationToken) =>
        _inbox.TakeAsync(match, what, cancellationToken);

    /// <summary>All that stopped so far.</summary>
    public IReadOnlyList<Activity> All()
    {
        lock (_lock)
        {
            return [.. _stopped];
        }
    }

    /// <summary>All that stopped so far in one trace.</summary>
    public IReadOnlyList<Activity> Of(ActivityTraceId trace) => [.. All().Where(activity => activity.TraceId == trace)];

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();
}
