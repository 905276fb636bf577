using System.Collections.Immutable;
using Musubi.Grains.Async;
using Musubi.Grains.Commands;
using Musubi.Grains.Diagnostics;
using Musubi.Grains.Hooks;
using Musubi.Grains.Nodes;
using Musubi.Grains.Timers;
using Musubi.Grains.Uploads;

namespace Musubi.Grains.Trees;

/// <summary>One mounted root with its whole tree of stores.</summary>
/// <remarks>
/// Every message goes the same way: it is handed to a callback, and what that returns is rendered, in one <see cref="RenderCycle"/>.
/// An exception leaves the tree between two states: its owner lets go of it. The one exception to that is <c>HandleAsync</c>.
/// </remarks>
internal sealed class StoreTree(StoreCatalog catalog, IStoreTreeHost host, int maxDepth)
{
    private readonly RenderCycle _cycle = new(catalog, host, maxDepth);
    private ProgressThrottle? _throttle;
    private CancellationTokenSource? _gone;

    /// <summary>The version that the last patch led to; 0 before the first.</summary>
    public long Version => _cycle.Version;

    /// <summary>A version in which nothing changed, to mark a place in the order.</summary>
    public PatchEnvelope Step() => _cycle.Step();

    /// <summary>The root's wire module.</summary>
    public string Module => _cycle.Root!.Definition.Name;

    /// <summary>The root's own store; null until it is mounted.</summary>
    public StoreNode? Root => _cycle.Root;

    /// <summary>The stores of the tree.</summary>
    public IEnumerable<StoreNode> Nodes => _cycle.Nodes;

    /// <summary>A store of the tree; null when there is none of that id.</summary>
    public StoreNode? Find(StoreId id) => _cycle.Find(id);

    /// <summary>A command of a store of the tree; null when there is none of that name, or no such store.</summary>
    public Command? FindCommand(StoreId id, string name) => Find(id)?.Definition.FindCommand(name);

    /// <summary>The tasks that run beside the tree.</summary>
    public IReadOnlyCollection<RunningTask> RunningTasks => _cycle.Commits.Tasks.Running;

    /// <summary>When its next timer is due; null when it has none.</summary>
    public DateTimeOffset? NextDue => _cycle.Commits.Timers.NextDue;

    /// <summary>Whether something runs beside it that would not go on from its storage: a task, a file that is on its way.</summary>
    public bool HasWork => RunningTasks.Count > 0
        || Nodes.Any(static node => UploadTable.Of(node.Socket).All().Any(static entry => entry.Status is UploadStatus.Pending or UploadStatus.Uploading));

    /// <summary>Mounts a root and renders its whole tree.</summary>
    public async ValueTask<PatchEnvelope> Mount(StoreDefinition definition, StoreGrainKey key, Params mountParams, Socket connection)
    {
        connection = connection.WithoutUnreadable();
        var socket = connection.Mounting(key, mountParams, _cycle.Host).Assign(connection.Assigns);
        socket = Props.Complete(definition, await definition.Callbacks.Mount(mountParams, socket));
        var root = _cycle.CreateRoot(definition);
        _cycle.Commits.Announce(root);
        _cycle.Commit(root, socket, force: true);
        _cycle.Commit(root, await definition.Callbacks.Init(root.Socket), force: true);
        return (await _cycle.Run())!;
    }

    /// <summary>What the tree needs in order to live again. Only between two cycles.</summary>
    public RootState Capture() =>
        new(Version, [.. Nodes.Select(node => new StoreState(node.Id, node.Definition.Name, node.Socket, _cycle.Commits.Timers.Of(node)))]);

    /// <summary>The same for a storage: without the keys whose values are not kept.</summary>
    public RootState CaptureKept() =>
        new(Version, [.. Nodes.Select(node => new StoreState(node.Id, node.Definition.Name, node.Definition.Kept(node.Socket), _cycle.Commits.Timers.Of(node)))]);

    /// <summary>Notes from now on what has to be saved.</summary>
    public void BeginJournal() => _cycle.Commits.Journal = new TreeJournal(_cycle.Commits.Timers, Nodes);

    /// <summary>What changed since this was asked last; null when nothing. Only between two cycles.</summary>
    public RootChange? TakeChange() => _cycle.Commits.Journal!.Take(Version);

    /// <summary>Goes on from a version in which nothing changed: one that took its place in the order, and was neither sent nor saved.</summary>
    public void StepTo(long version) => _cycle.StepTo(version);

    /// <summary>Brings a saved root back, in place of a mount.</summary>
    /// <param name="definition">The root's store.</param>
    /// <param name="state">What it was.</param>
    /// <param name="rendersAnew">Whether another build rendered it last.</param>
    public ValueTask Restore(StoreDefinition definition, RootState state, bool rendersAnew = false) => _cycle.Restore(definition, state, rendersAnew);

    /// <summary>Takes in that the client is on another connection: its context and assigns, and what it has lost.</summary>
    /// <param name="connection">The new connection's socket.</param>
    /// <param name="formerKeys">The assigns that the one before brought.</param>
    /// <param name="lost">What the client does not have and cannot be sent.</param>
    /// <param name="kept">The files that it goes on with; null when there are none.</param>
    /// <returns>What it changed; null when nothing.</returns>
    public async ValueTask<PatchEnvelope?> Attach(Socket connection, ImmutableArray<string> formerKeys, Lost lost, KeptUploads? kept = null)
    {
        connection = connection.WithoutUnreadable();
        var root = _cycle.Root!;
        var anew = !connection.HasContextOf(root.Socket);
        foreach (var node in Nodes.OrderBy(static node => node.Depth))
        {
            var socket = anew ? connection.InheritContext(node.Socket) : node.Socket;
            if (node == root)
            {
                socket = formerKeys.Where(key => !connection.Assigns.ContainsKey(key)).Aggregate(socket, static (left, key) => left.Unassign(key)).Assign(connection.Assigns);
            }

            socket = UploadReportHandler.Interrupt(node.Definition.Uploads, socket, kept);
            _cycle.Commit(node, lost == Lost.None ? socket : await node.Definition.Callbacks.Resumed(lost, socket), force: anew);
        }

        return await _cycle.Run();
    }

    /// <summary>Runs one command.</summary>
    /// <exception cref="PayloadException">The payload does not fit what the command declares.</exception>
    public async ValueTask<CommandAnswer> Command(StoreId storeId, string name, ReadOnlyMemory<byte> payload, long cid = 0)
    {
        if (Find(storeId) is not { } node)
        {
            return new CommandAnswer(CommandOutcome.UnknownStore);
        }

        if (node.Definition.FindCommand(name) is not { } command)
        {
            return new CommandAnswer(CommandOutcome.UnknownCommand);
        }

        try
        {
            var reply = await CommandRun.Run(_cycle, node, command, payload, cid, command.IsCancellable ? (_gone ??= new CancellationTokenSource()).Token : default);
            return new CommandAnswer(CommandOutcome.Handled, reply, await _cycle.Run());
        }
        catch (OperationCanceledException exception) when (_gone is { IsCancellationRequested: true })
        {
            throw new ClientGoneException(exception);
        }
    }

    /// <summary>Cancels what runs for a client that has gone. Its callbacks run on the thread pool, and what awaits them goes on in the root's turn.</summary>
    public void Abandon() => _ = _gone?.CancelAsync();

    /// <summary>Hands a message from outside to the root.</summary>
    /// <returns>What it changed; null when nothing.</returns>
    public async ValueTask<PatchEnvelope?> Info(object message)
    {
        await Hear(message);
        return await _cycle.Run();
    }

    /// <summary>Hands several messages to the root, one after the other, and renders once.</summary>
    /// <param name="next">Takes the next message; null when there is none.</param>
    /// <returns>What they changed; null when nothing.</returns>
    /// <remarks>A message behind one that deletes stream items waits for the next cycle: what it inserts must not come before the deletion, and
    /// in a cycle it would (docs/wire.md, "stream_ops"). What messages before a reset had inserted is not sent, since it would come after it.</remarks>
    public async ValueTask<PatchEnvelope?> Info(Func<object?> next)
    {
        while (!_cycle.Commits.HoldsRemovals && next() is { } message)
        {
            _cycle.Commits.BeginMessage();
            await Hear(message);
        }

        return await _cycle.Run();
    }

    private async ValueTask Hear(object message)
    {
        var root = _cycle.Root!;
        foreach (var hook in HookChain.Of(root, Stage.HandleInfo, _cycle.Catalog))
        {
            var result = await hook(message, root.Socket);
            _cycle.Commit(root, result.Socket);
            if (result.Halted)
            {
                return;
            }
        }

        _cycle.Commit(root, await root.Definition.Callbacks.HandleInfo(message, root.Socket));
    }

    /// <summary>Hands new assigns to one store's <c>Update</c>.</summary>
    /// <returns>What they changed; null when nothing, or when there is no such store.</returns>
    public async ValueTask<PatchEnvelope?> SendUpdate(StoreId storeId, IReadOnlyDictionary<string, object?> assigns)
    {
        if (Find(storeId) is not { } node)
        {
            _cycle.Host.Metrics.SendUpdateWithoutTarget();
            return null;
        }

        _cycle.Commit(node, await node.Definition.Callbacks.Update(assigns, node.Socket));
        return await _cycle.Run();
    }

    /// <summary>Handles what something beside the tree has to say.</summary>
    /// <returns>What it changed; null when nothing.</returns>
    public async ValueTask<PatchEnvelope?> Handle(TreeMessage message)
    {
        switch (message)
        {
            case AsyncFinished finished when _cycle.Commits.Tasks.Take(finished) is { } task:
                var taken = await AsyncEnding.Apply(_cycle, finished.Running.Node, task, finished.Outcome, finished.Running.Start.Apply);
                _cycle.Commits.Tasks.End(finished.Running, taken ? finished.End : AsyncEnd.Failed);
                break;
            case AsyncStopped { Node.Dropped: false } stopped when AsyncTable.Of(stopped.Node.Socket).Find(stopped.Task.Ref) is { } task:
                await AsyncEnding.Apply(_cycle, stopped.Node, task, stopped.Reason, null);
                break;
            case MessagesMissed:
                await Resumed(Lost.Messages);
                break;
            case TimerFired fired when _cycle.Commits.Timers.Take(fired.Node, fired.Timer):
                _cycle.Commits.Journal?.Touch(fired.Node);
                return await Info(fired.Timer.Message);
        }

        return await _cycle.Run();
    }

    private async ValueTask Resumed(Lost lost)
    {
        foreach (var node in Nodes.OrderBy(static node => node.Depth))
        {
            _cycle.Commit(node, await node.Definition.Callbacks.Resumed(lost, node.Socket));
        }
    }

    /// <summary>Decides which files a client may send.</summary>
    public async ValueTask<AllowUploadAnswer> AllowUpload(AllowUploadRequest request)
    {
        if (Find(request.StoreId, request.Name, out var node, out var upload) is { } refusal)
        {
            return new AllowUploadAnswer(refusal, null, [], [], null);
        }

        var result = await Preflight.Run(node!.Definition.Callbacks, upload!, request.Files, node.Socket);
        _cycle.Commit(node, result.Socket);
        return new AllowUploadAnswer(UploadOutcome.Handled, upload!.Config, result.Allowed, result.Refused, await _cycle.Run());
    }

    /// <summary>Takes in what happened to a file.</summary>
    public async ValueTask<UploadAnswer> Upload(UploadRequest request)
    {
        if (Find(request.StoreId, request.Name, out var node, out var upload) is { } refusal)
        {
            return new UploadAnswer(refusal);
        }

        var (outcome, socket, progressed) = UploadReportHandler.Apply(upload!, request, node!.Socket, _throttle ??= new(_cycle.Host.Time));
        _cycle.Commit(node, socket);
        if (progressed is not null)
        {
            _cycle.Commit(node, await node.Definition.Callbacks.HandleProgress(upload!, progressed, node.Socket));
        }

        return new UploadAnswer(outcome, await _cycle.Run());
    }

    /// <summary>Tells the root that it ends, and ends what runs beside it.</summary>
    public ValueTask Terminate(TerminateReason reason)
    {
        Stop();
        return _cycle.Root!.Definition.Callbacks.Terminate(reason, _cycle.Root.Socket);
    }

    /// <summary>Ends what runs beside the tree, whose owner lets go of it.</summary>
    public void Stop()
    {
        Abandon();
        _cycle.Commits.DiscardAll();
    }

    /// <summary>An envelope that replaces the whole root, for a client that has some earlier version. Only between two cycles.</summary>
    public PatchEnvelope ReplaceRoot(long delivered) => _cycle.ReplaceRoot(delivered);

    /// <summary>The same as a step of its own, for a client that has the version before. Only between two cycles.</summary>
    public PatchEnvelope ReplaceRoot() => _cycle.ReplaceRoot();

    private UploadOutcome? Find(StoreId storeId, string name, out StoreNode? node, out Upload? upload)
    {
        upload = null;
        node = Find(storeId);
        if (node is null)
        {
            return UploadOutcome.UnknownStore;
        }

        upload = node.Definition.FindUpload(name);
        return upload is null ? UploadOutcome.UnknownUpload : null;
    }
}
