using Musubi.Durable;

namespace Musubi.Grains.Tests.Hibernation;

/// <summary>A storage whose writes wait for a test, and whose reads fail while one says so.</summary>
internal sealed class HeldRootLog(IRootLog inner) : IRootLog
{
    private volatile TaskCompletionSource? _held;
    private volatile TaskCompletionSource? _reached;
    private volatile string? _unreadable;

    /// <summary>Holds the next write. The task completes when it has come.</summary>
    public Task HoldNext()
    {
        _held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return _reached.Task.WaitAsync(TestContext.Current.CancellationToken);
    }

    public void Release()
    {
        _held!.SetResult();
        _held = null;
    }

    /// <summary>Whose reads fail; null for nobody's.</summary>
    public void FailReadsOf(string? root) => _unreadable = root;

    public ValueTask<StoredRoot?> LoadAsync(string root, CancellationToken cancellation) =>
        root == _unreadable ? throw new IOException("The test's storage cannot be read.") : inner.LoadAsync(root, cancellation);

    public async ValueTask<IReadOnlyList<AppendOutcome>> AppendAsync(IReadOnlyList<RootAppend> batch, CancellationToken cancellation)
    {
        if (_held is { } held)
        {
            _reached!.TrySetResult();
            await held.Task;
        }

        return await inner.AppendAsync(batch, cancellation);
    }

    public ValueTask DeleteAsync(string root, long epoch, CancellationToken cancellation) => inner.DeleteAsync(root, epoch, cancellation);

    public ValueTask<int> ExpireAsync(int atMost, CancellationToken cancellation) => inner.ExpireAsync(atMost, cancellation);
}
