using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Musubi.Durable;
using Musubi.Grains.Diagnostics;

namespace Musubi.Grains.Durable;

/// <summary>Writes the records of all durable roots of this silo: one batch at a time, and what gathers meanwhile makes up the next.</summary>
/// <remarks>So a record that is alone is written at once, and the more there are the more travel together, with nothing to tune. A batch that fails is written again as it was,
/// because nobody knows how much of it arrived, and the log accepts a record again that it has. A record that has failed for too long is given up, and its root is
/// let go: what the silo has in memory is never ahead of what is stored.</remarks>
internal sealed class RootLogWriter(IRootLog log, TimeProvider time, LogMetrics metrics, ILogger<RootLogWriter> logger)
{
    /// <summary>How long a record, or a read, is tried again.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private const int MaxRecords = 256;
    private const int MaxBytes = 4 * 1024 * 1024;
    private const int MaxLoads = 64;

    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(2.5);
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMilliseconds(500);

    private readonly Lock _lock = new();
    private readonly LoadLine _loads = new(MaxLoads);
    private List<Waiting> _waiting = [];
    private bool _isWriting;

    /// <summary>Appends a record.</summary>
    /// <exception cref="RootUnavailableException">It could not be written in time. It may be in the log all the same.</exception>
    public Task<AppendOutcome> AppendAsync(in RootAppend record)
    {
        var waiting = new Waiting(record, time.GetTimestamp());
        bool begin;
        lock (_lock)
        {
            _waiting.Add(waiting);
            begin = !_isWriting;
            _isWriting = true;
        }

        if (begin)
        {
            // Not in the turn of the root that came first.
            _ = Task.Run(WriteAsync);
        }

        return waiting.Task;
    }

    /// <summary>Reads a root, and fences its writers before.</summary>
    /// <exception cref="RootUnavailableException">It could not be read in time.</exception>
    public async Task<StoredRoot?> LoadAsync(string root)
    {
        await _loads.EnterAsync();
        try
        {
            var started = time.GetTimestamp();
            var stored = await TryAsync(cancellation => log.LoadAsync(root, cancellation));
            metrics.Loaded(started);
            return stored;
        }
        finally
        {
            _loads.Leave();
        }
    }

    /// <summary>Removes a root. What fails is logged: it is removed when its time is over.</summary>
    public async Task DeleteAsync(string root, long epoch)
    {
        try
        {
            await TryAsync(async cancellation =>
            {
                await log.DeleteAsync(root, epoch, cancellation);
                return true;
            });
        }
        catch (RootUnavailableException exception)
        {
            logger.RootNotDeleted(exception);
        }
    }

    private async Task WriteAsync()
    {
        var delay = FirstDelay;
        var batch = new List<Waiting>();
        while (TryTake(batch))
        {
            IReadOnlyList<AppendOutcome> outcomes;
            var started = time.GetTimestamp();
            try
            {
                outcomes = await AttemptAsync(cancellation => log.AppendAsync([.. batch.Select(static waiting => waiting.Record)], cancellation));
            }
            catch (Exception exception)
            {
                metrics.Failed();
                GiveUpOldest(batch, exception);
                await Task.Delay(delay, time);
                delay = delay * 2 < LongestDelay ? delay * 2 : LongestDelay;
                continue;
            }

            metrics.Appended(started, batch.Count);
            for (var i = 0; i < batch.Count; i++)
            {
                batch[i].SetResult(outcomes[i]);
            }

            batch.Clear();
            delay = FirstDelay;
        }
    }

    // What is left of a batch that failed, and what has gathered since. A root has one record at a time, so none comes twice.
    private bool TryTake(List<Waiting> batch)
    {
        lock (_lock)
        {
            var bytes = batch.Sum(static waiting => waiting.Record.Data.Length);
            var taken = 0;
            while (taken < _waiting.Count && batch.Count < MaxRecords && (batch.Count == 0 || bytes + _waiting[taken].Record.Data.Length <= MaxBytes))
            {
                bytes += _waiting[taken].Record.Data.Length;
                batch.Add(_waiting[taken++]);
            }

            _waiting.RemoveRange(0, taken);
            _isWriting = batch.Count > 0;
            return _isWriting;
        }
    }

    private void GiveUpOldest(List<Waiting> batch, Exception exception)
    {
        var over = batch.Count(waiting => time.GetElapsedTime(waiting.Since) >= Patience);
        if (over == 0)
        {
            logger.AppendFailed(exception, batch.Count);
            return;
        }

        logger.AppendGivenUp(exception, over);
        foreach (ref var waiting in CollectionsMarshal.AsSpan(batch))
        {
            if (time.GetElapsedTime(waiting.Since) >= Patience)
            {
                waiting.SetException(new RootUnavailableException());
            }
        }

        batch.RemoveAll(static waiting => waiting.Task.IsCompleted);
    }

    private async Task<T> TryAsync<T>(Func<CancellationToken, ValueTask<T>> attempt)
    {
        var (since, delay) = (time.GetTimestamp(), FirstDelay);
        while (true)
        {
            try
            {
                return await AttemptAsync(attempt);
            }
            catch (Exception exception)
            {
                metrics.Failed();
                if (time.GetElapsedTime(since) >= Patience)
                {
                    logger.LoadGivenUp(exception);
                    throw new RootUnavailableException();
                }
            }

            await Task.Delay(delay, time);
            delay = delay * 2 < LongestDelay ? delay * 2 : LongestDelay;
        }
    }

    // Also when the storage does not heed its cancellation.
    private async Task<T> AttemptAsync<T>(Func<CancellationToken, ValueTask<T>> attempt)
    {
        using var timeout = new CancellationTokenSource(AttemptTimeout, time);
        return await attempt(timeout.Token).AsTask().WaitAsync(timeout.Token);
    }

    // Continued in its root's turn.
    private sealed class Waiting(RootAppend record, long since) : TaskCompletionSource<AppendOutcome>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public RootAppend Record => record;

        public long Since => since;
    }
}
