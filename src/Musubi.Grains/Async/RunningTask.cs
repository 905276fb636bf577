using System.Diagnostics.CodeAnalysis;
using Musubi.Grains.Nodes;

namespace Musubi.Grains.Async;

/// <summary>A task of one node while it runs.</summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "The source has no timer, and work may keep its token for as long as it likes.")]
internal sealed class RunningTask(StoreNode node, AsyncStart start, long startedAt)
{
    private readonly CancellationTokenSource _stop = new();

    public StoreNode Node { get; } = node;

    public AsyncStart Start { get; } = start;

    public AsyncTask Task => Start.Task;

    /// <summary>For the metrics.</summary>
    public long StartedAt { get; } = startedAt;

    /// <summary>Tells the work to stop.</summary>
    public CancellationToken Token => _stop.Token;

    /// <summary>Fires when the work has taken too long; null when it may take as long as it likes.</summary>
    public ITimer? Timer { get; set; }

    /// <summary>Tells the work to stop. What it hangs on its token runs on the thread pool, where it neither holds the root's turn nor throws into it.</summary>
    public Task Stop() => _stop.CancelAsync();
}
