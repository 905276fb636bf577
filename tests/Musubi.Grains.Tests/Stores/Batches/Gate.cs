using System.Collections.Concurrent;

namespace Musubi.Grains.Tests.Stores.Batches;

/// <summary>Where a handler waits for its test.</summary>
internal sealed class Gate
{
    private static readonly ConcurrentDictionary<string, Gate> Gates = new(StringComparer.Ordinal);

    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when a handler is there.</summary>
    public Task Reached => _reached.Task.WaitAsync(TestContext.Current.CancellationToken);

    public static Gate Of(string name) => Gates.GetOrAdd(name, static _ => new Gate());

    public void Open() => _opened.SetResult();

    public Task WaitAsync()
    {
        _reached.TrySetResult();
        return _opened.Task;
    }
}
