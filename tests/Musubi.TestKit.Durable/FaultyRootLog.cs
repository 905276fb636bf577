using System.Collections.Concurrent;
using Musubi.Durable;

namespace Musubi.TestKit.Durable;

/// <summary>A log that fails as it is told to, over one that does not.</summary>
public sealed class FaultyRootLog(IRootLog inner) : IRootLog
{
    private readonly Lock _gate = new();
    private readonly Dictionary<RootLogOperation, Queue<RootLogFault>> _next = [];
    private readonly Dictionary<RootLogOperation, RootLogFault> _always = [];
    private readonly ConcurrentQueue<IReadOnlyList<RootAppend>> _appends = [];
    private TaskCompletionSource _hanging = NewSource();
    private TaskCompletionSource _released = NewSource();

    /// <summary>Completes when a call is held.</summary>
    public Task Hanging
    {
        get
        {
            lock (_gate)
            {
                return _hanging.Task;
            }
        }
    }

    /// <summary>The batches that were given to this log, in the order of the calls, whatever became of them. What they hold is copied.</summary>
    public IReadOnlyCollection<IReadOnlyList<RootAppend>> Appends => _appends;

    /// <summary>Says what happens to the next calls of an operation, one fault for each; the calls after them fare as <see cref="Always"/> says.</summary>
    public void Next(RootLogOperation operation, params ReadOnlySpan<RootLogFault> faults)
    {
        lock (_gate)
        {
            if (!_next.TryGetValue(operation, out var queue))
            {
                _next[operation] = queue = new();
            }

            foreach (var fault in faults)
            {
                queue.Enqueue(fault);
            }
        }
    }

    /// <summary>Says what happens to every call of an operation from now on.</summary>
    public void Always(RootLogOperation operation, RootLogFault fault)
    {
        lock (_gate)
        {
            _always[operation] = fault;
        }
    }

    /// <summary>Ends all faults, and releases the calls that are held.</summary>
    public void Heal()
    {
        lock (_gate)
        {
            _next.Clear();
            _always.Clear();
        }

        Release();
    }

    /// <summary>Lets the calls that are held go on.</summary>
    public void Release()
    {
        lock (_gate)
        {
            _released.TrySetResult();
            _released = NewSource();
            _hanging = NewSource();
        }
    }

    public ValueTask<StoredRoot?> LoadAsync(string root, CancellationToken cancellation) =>
        RunAsync(RootLogOperation.Load, () => inner.LoadAsync(root, cancellation), [], cancellation);

    public ValueTask<IReadOnlyList<AppendOutcome>> AppendAsync(IReadOnlyList<RootAppend> batch, CancellationToken cancellation)
    {
        _appends.Enqueue([.. batch.Select(static append => append with { Data = append.Data.ToArray() })]);
        return RunAsync(RootLogOperation.Append, () => inner.AppendAsync(batch, cancellation), batch, cancellation);
    }

    public async ValueTask DeleteAsync(string root, long epoch, CancellationToken cancellation) => await RunAsync(
        RootLogOperation.Delete,
        async () =>
        {
            await inner.DeleteAsync(root, epoch, cancellation);
            return true;
        },
        [],
        cancellation);

    public ValueTask<int> ExpireAsync(int atMost, CancellationToken cancellation) =>
        RunAsync(RootLogOperation.Expire, () => inner.ExpireAsync(atMost, cancellation), [], cancellation);

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async ValueTask<T> RunAsync<T>(RootLogOperation operation, Func<ValueTask<T>> call, IReadOnlyList<RootAppend> batch, CancellationToken cancellation)
    {
        var fault = Take(operation);
        switch (fault)
        {
            case RootLogFault.ThrowBefore:
                throw new IOException("The storage was not reached.");
            case RootLogFault.HangBefore:
                await HoldAsync(cancellation);
                break;
            case RootLogFault.Fence:
                await TakeOverAsync(batch, cancellation);
                break;
        }

        var result = await call();
        if (fault == RootLogFault.ThrowAfter)
        {
            throw new IOException("The storage's answer was lost.");
        }

        if (fault == RootLogFault.HangAfter)
        {
            await HoldAsync(cancellation);
        }

        return result;
    }

    private RootLogFault Take(RootLogOperation operation)
    {
        lock (_gate)
        {
            return _next.GetValueOrDefault(operation)?.TryDequeue(out var next) == true ? next : _always.GetValueOrDefault(operation);
        }
    }

    private Task HoldAsync(CancellationToken cancellation)
    {
        lock (_gate)
        {
            _hanging.TrySetResult();
            return _released.Task.WaitAsync(cancellation);
        }
    }

    // A root that is not kept yet is born to another writer, which the first append cannot tell from its own kind.
    private async Task TakeOverAsync(IReadOnlyList<RootAppend> batch, CancellationToken cancellation)
    {
        foreach (var append in batch)
        {
            if (await inner.LoadAsync(append.Root, cancellation) is null)
            {
                await inner.AppendAsync([append with { AfterEpoch = 0, Sequence = 1, Epoch = RootEpoch.After(append.Epoch), IsSnapshot = true }], cancellation);
            }
        }
    }
}
