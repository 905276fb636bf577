using Microsoft.Extensions.Logging;
using Musubi.Grains.Async;
using Musubi.Grains.Diagnostics;
using Musubi.Grains.Nodes;
using Musubi.Grains.Trees;

namespace Musubi.Testing.Hosting;

/// <summary>Where the tree of a page runs: what it posts waits until the test lets it be handled.</summary>
internal sealed class PageHost : IStoreTreeHost
{
    private readonly PageRuntime _runtime;
    private readonly Inbox _inbox = new();
    private readonly Lock _topicsLock = new();
    private readonly List<string> _topics = [];
    private readonly HashSet<string> _early = [];
    private readonly Queue<InfoMessage> _published = [];
    private readonly List<UploadFileId> _unwanted = [];

    public PageHost(PageRuntime runtime)
    {
        _runtime = runtime;
        Tree = new StoreTree(runtime.Catalog, this, runtime.GrainOptions.MaxTreeDepth);
    }

    public StoreTree Tree { get; }

    public GrainMetrics Metrics => _runtime.Metrics;

    public ILogger Log => _runtime.Log;

    public TimeProvider Time => _runtime.Clock;

    public IUploadStore Uploads => _runtime.Uploads;

    /// <summary>Whether a callback runs: what is published meanwhile waits until it has returned.</summary>
    public bool IsRunning { get; private set; }

    /// <summary>Whether the root is subscribed to a topic, also if the running callback has only just said so.</summary>
    public bool IsSubscribed(string topic)
    {
        lock (_topicsLock)
        {
            return _topics.Contains(topic) || _early.Contains(topic);
        }
    }

    /// <summary>Runs a message's callbacks.</summary>
    public async ValueTask<T> RunAsync<T>(Func<StoreTree, ValueTask<T>> handle)
    {
        IsRunning = true;
        try
        {
            return await handle(Tree);
        }
        finally
        {
            IsRunning = false;
            lock (_topicsLock)
            {
                _early.Clear();
            }
        }
    }

    /// <summary>Takes in a message that is published while a callback runs, if the root is subscribed.</summary>
    public void Publish(InfoMessage message)
    {
        lock (_topicsLock)
        {
            if (IsSubscribed(message.Topic))
            {
                _published.Enqueue(message);
            }
        }
    }

    /// <summary>Takes the next message that was published while a callback ran, and that the root still wants.</summary>
    public InfoMessage? TakePublished()
    {
        lock (_topicsLock)
        {
            while (_published.TryDequeue(out var message))
            {
                if (IsSubscribed(message.Topic))
                {
                    return message;
                }
            }

            return null;
        }
    }

    /// <summary>Takes a message that the clock caused, or the last callback: one that was there before any task could have said something.</summary>
    public TreeMessage? TakeDue() => _inbox.TryTake(static message => !IsOfWork(message), out var message) ? message : null;

    /// <summary>Takes the next message; waits for it while a task runs.</summary>
    /// <exception cref="ExpectationException">Nothing is there, and nothing can come or nothing came.</exception>
    public async Task<TreeMessage> TakeNextAsync()
    {
        while (true)
        {
            while (_inbox.TryTake(static _ => true, out var message))
            {
                // A task whose outcome came otherwise has nothing more to say.
                if (message is not AsyncFinished finished || Tree.RunningTasks.Contains(finished.Running))
                {
                    return message;
                }
            }

            if (Tree.RunningTasks.Count == 0)
            {
                throw new ExpectationException($"Expected a task that runs, or a message that waits; there is neither. A timer comes with {nameof(PageTasks.AdvanceAsync)}.");
            }

            try
            {
                await _inbox.WaitAsync(_runtime.Options.Patience);
            }
            catch (TimeoutException)
            {
                throw new ExpectationException($"Expected a task to come to something within {_runtime.Options.Patience}; still running: {Describe(Tree.RunningTasks)}.");
            }
        }
    }

    public static string Describe(IEnumerable<RunningTask> tasks) =>
        string.Join(", ", tasks.Select(static task => $"'{task.Task.Name}' of {task.Node.Id}")) is { Length: > 0 } names ? names : "none";

    /// <summary>Deletes the files that no store needs any more.</summary>
    public async Task DeleteUnwantedAsync()
    {
        foreach (var file in _unwanted)
        {
            await Uploads.DeleteAsync(file);
        }

        _unwanted.Clear();
    }

    void IStoreTreeHost.CheckAssigns(StoreDefinition store, Socket socket, bool all) => _runtime.AssignCheck.Check(store, socket, all);

    void IStoreTreeHost.CheckMessage(StoreDefinition store, object message) => _runtime.AssignCheck.CheckMessage(store, message);

    void IStoreTreeHost.Post(TreeMessage message) => _inbox.Post(message);

    void IStoreTreeHost.Delete(UploadFileId file) => _unwanted.Add(file);

    void IStoreTreeHost.SubscriptionsChanged(Socket? before, Socket? after)
    {
        lock (_topicsLock)
        {
            foreach (var topic in before?.Subscriptions() ?? [])
            {
                _topics.Remove(topic);
            }

            _topics.AddRange(after?.Subscriptions() ?? []);
        }
    }

    void ITopicListener.Listen(string topic)
    {
        lock (_topicsLock)
        {
            if (IsRunning)
            {
                _early.Add(topic);
            }
        }
    }

    private static bool IsOfWork(TreeMessage message) => message is AsyncFinished { End: not AsyncEnd.TimedOut };
}
