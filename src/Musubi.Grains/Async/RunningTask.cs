using Musubi.Grains.Trees;

namespace Musubi.Grains.Async;

/// <summary>A task of one node while it runs.</summary>
internal sealed class RunningTask(StoreNode node, AsyncStart start, long startedAt) : IDisposable
{
    public StoreNode Node { get; } = node;

    public AsyncStart Start { get; } = start;

    public AsyncTask Task => Start.Task;

    /// <summary>For the metrics.</summary>
    public long StartedAt { get; } = startedAt;

    /// <summary>Tells the work to stop.</summary>
    public CancellationTokenSource Stop { get; } = new();

    /// <summary>Fires when the work has taken too long; null when it may take as long as it likes.</summary>
    public ITimer? Timer { get; set; }

    public void Dispose()
    {
        Timer?.Dispose();
        Stop.Dispose();
    }
}
