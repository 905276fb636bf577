using Musubi.Grains.Diagnostics;
using Musubi.Grains.Nodes;

namespace Musubi.Grains.Async;

/// <summary>The tasks of one tree that run beside it.</summary>
/// <remarks>Work runs on the thread pool; everything here but <see cref="RunAsync"/> runs in the root's turn. Work hands its outcome over as a message, and
/// a timer that it ran out of time; whichever comes first finds the task here and ends it, and the other finds nothing.</remarks>
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
                () => host.Post(new AsyncFinished(running, AsyncReason.Timeout, AsyncEnd.TimedOut)),
                timeout,
                Timeout.InfiniteTimeSpan);
        }

        // What is cancelled before it begins does not begin.
        _ = Task.Run(() => RunAsync(running), running.Token);
    }

    /// <summary>Stops a task: nothing of it will be heard.</summary>
    public void Cancel(StoreNode node, AsyncTask task)
    {
        if (_running.FirstOrDefault(running => running.Node == node && running.Task.Ref == task.Ref) is { } running)
        {
            Stop(running);
            End(running, AsyncEnd.Cancelled);
        }
    }

    /// <summary>Stops every task of a node that is gone.</summary>
    public void CancelAll(StoreNode node)
    {
        foreach (var running in _running.Where(running => running.Node == node).ToArray())
        {
            Stop(running);
            End(running, AsyncEnd.Discarded);
        }
    }

    /// <summary>Stops every task, when the tree ends.</summary>
    public void CancelAll()
    {
        foreach (var running in _running.ToArray())
        {
            Stop(running);
            End(running, AsyncEnd.Discarded);
        }
    }

    /// <summary>Looks at what came of a task.</summary>
    /// <returns>The task as the node knows it, which <see cref="End"/> is due for; null when nobody waits for it any more.</returns>
    public AsyncTask? Take(AsyncFinished finished)
    {
        var running = finished.Running;
        if (!_running.Contains(running))
        {
            return null;
        }

        var task = AsyncTable.Of(running.Node.Socket).Find(running.Task.Ref);
        if (finished.End == AsyncEnd.TimedOut)
        {
            // A task that gave its name away is not killed: nobody waits, so it may take its time.
            if (task is not null)
            {
                Stop(running);
            }
        }
        else if (task is null)
        {
            End(running, AsyncEnd.Discarded);
        }

        return task;
    }

    /// <summary>Lets go of a task.</summary>
    public void End(RunningTask running, AsyncEnd end)
    {
        _running.Remove(running);
        running.Timer?.Dispose();
        host.Metrics.AsyncStopped(running.StartedAt, running.Task.Kind, running.Node.Definition.Name, end);
    }

    private void Stop(RunningTask running) => _ = StopAsync(running);

    private async Task StopAsync(RunningTask running)
    {
        try
        {
            await running.Stop().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            LogThrew(exception, running);
        }
    }

    private async Task RunAsync(RunningTask running)
    {
        AsyncOutcome<object?> outcome;
        try
        {
            outcome = await running.Start.Work(running.Token).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            if (!running.Token.IsCancellationRequested)
            {
                LogThrew(exception, running);
            }

            outcome = AsyncReason.Exception;
        }

        // Who told it to stop has let go of it.
        if (!running.Token.IsCancellationRequested)
        {
            host.Post(new AsyncFinished(running, outcome, outcome.IsOk ? AsyncEnd.Ok : AsyncEnd.Failed));
        }
    }

    private void LogThrew(Exception exception, RunningTask running) => host.Log.AsyncThrew(exception, running.Task.Name, running.Node.Definition.Name);
}
