using System.Collections.Concurrent;

namespace Musubi.Grains.Tests.Async;

/// <summary>Work whose every step a test decides, by name.</summary>
internal sealed class Works
{
    private readonly ConcurrentDictionary<string, Work> _works = new();

    public Work this[string name] => _works.GetOrAdd(name, static _ => new Work());
}

/// <summary>Work that goes on until a test ends it, and does not listen to its token.</summary>
internal sealed class Work
{
    private readonly TaskCompletionSource<CancellationToken> _began = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<AsyncOutcome<string>> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ManualResetEventSlim? _block;

    public bool HasBegun => _began.Task.IsCompleted;

    /// <summary>The work's token, when it has begun.</summary>
    public Task<CancellationToken> Began => _began.Task.WaitAsync(TestContext.Current.CancellationToken);

    /// <summary>Completes when the work is told to stop.</summary>
    public Task Cancelled => _cancelled.Task.WaitAsync(TestContext.Current.CancellationToken);

    /// <summary>Lets the work hold its thread until the gate opens.</summary>
    public void Block(ManualResetEventSlim gate) => _block = gate;

    public void Complete(AsyncOutcome<string> outcome) => _end.SetResult(outcome);

    public void Throw(Exception exception) => _end.SetException(exception);

    public Task<AsyncOutcome<string>> Run(CancellationToken token)
    {
        token.Register(() => _cancelled.SetResult());
        _began.SetResult(token);
        _block?.Wait(CancellationToken.None);
        return _end.Task;
    }
}
