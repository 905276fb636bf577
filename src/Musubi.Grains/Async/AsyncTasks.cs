using Musubi.Grains.Diagnostics;
using Musubi.Grains.Trees;

namespace Musubi.Grains.Async;

/// <summary>The tasks of one tree that run beside it.</summary>
/// <remarks>Work runs on the thread pool; everything here but <see cref="RunAsync"/> runs in the root's turn. Work hands its outcome over as a message, and
/// a timer that it ran out of time; whichever comes first finds the task here and takes it out, and the other finds nothing.</remarks>
internal sealed class AsyncTasks(IStoreTreeHost host)
{
    private readonly HashSet<RunningTask> _running = [];

    /// <summary>The tasks whose outcome is still to come.</summary>
    public IReadOnlyCollection<RunningTask> Running => _running;

    public void Start(StoreNode node, AsyncStart start)
    {
        var running = new RunningTask(node, start, host.Metrics.AsyncStarted(start.Task.Kind, node.Definition.Name));
        _running.Add(running);
        if (start.Timeout is { } timeout)
        {
            running.Timer = host.Time.CreateTimer(
                static state => ((Action)state!)(),
                () => host.Post(new AsyncFinished(running, AsyncReason.Timeout)),
                timeout,
                Timeout.InfiniteTimeSpan);
        }

        // Taken here: the source may be disposed by the time the work begins.
        var token = running.Stop.Token;
        _ = Task.Run(() => RunAsync(running, token), CancellationToken.None);
    }

    /// <summary>Stops a task: nothing of it will be heard.</summary>
    public void Cancel(StoreNode node, AsyncTask task)
    {
        if (_running.FirstOrDefault(running => running.Node == node && running.Task.Ref == task.Ref) is { } running)
        {
            End(running, AsyncEnd.Cancelled);
        }
    }

    /// <summary>Stops every task of a node that is gone.</summary>
    public void CancelAll(StoreNode node)
    {
        foreach (var running in _running.Where(running => running.Node == node).ToArray())
        {
            End(running, AsyncEnd.Discarded);
        }
    }

    /// <summary>Stops every task, when the tree ends.</summary>
    public void CancelAll()
    {
        foreach (var running in _running.ToArray())
        {
            End(running, AsyncEnd.Discarded);
        }
    }

    /// <summary>Takes a task whose outcome has come.</summary>
    /// <returns>The task as the node knows it; null when nobody waits for it any more.</returns>
    public AsyncTask? Take(AsyncFinished finished)
    {
        var running = finished.Running;
        if (!_running.Contains(running))
        {
            return null;
        }

        var task = running.Node.Dropped ? null : AsyncTable.Of(running.Node.Socket).Find(running.Task.Ref);
        End(running, finished.Outcome switch
        {
            _ when task is null => AsyncEnd.Discarded,
            { IsOk: true } => AsyncEnd.Ok,
            { Reason: var reason } when ReferenceEquals(reason, AsyncReason.Timeout) => AsyncEnd.TimedOut,
            _ => AsyncEnd.Failed,
        });
        return task;
    }

    private void End(RunningTask running, AsyncEnd end)
    {
        _running.Remove(running);
        if (end != AsyncEnd.Ok)
        {
            running.Stop.Cancel();
        }

        running.Dispose();
        host.Metrics.AsyncStopped(running.StartedAt, running.Task.Kind, running.Node.Definition.Name, end);
    }

    private async Task RunAsync(RunningTask running, CancellationToken token)
    {
        AsyncOutcome<object?> outcome;
        try
        {
            outcome = await running.Start.Work(token).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            if (!token.IsCancellationRequested)
            {
                host.Log.AsyncThrew(exception, running.Task.Name, running.Node.Definition.Name);
            }

            outcome = AsyncReason.Exception;
        }

        host.Post(new AsyncFinished(running, outcome));
    }
}
