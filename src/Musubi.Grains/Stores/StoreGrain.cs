using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Musubi.Grains.Diagnostics;
using Musubi.Grains.Nodes;
using Musubi.Grains.Pushes;
using Musubi.Grains.Timers;
using Musubi.Grains.Topics;
using Musubi.Grains.Trees;
using Orleans.Placement;

namespace Musubi.Grains.Stores;

/// <summary>One activation for each mounted root: takes calls, keeps what the gateway may not have yet, and tells it what no command caused.</summary>
/// <remarks>
/// A root is unmounted, mounted or crashed, and only a mount leads out of the first and the last. A mount belongs to a gateway, which
/// names it in every call; a call for another mount finds nothing here. Three things can go wrong between the two, and each is found out by
/// what is there anyway: a lost answer or push by versions (<see cref="Sync"/> hands over what is missing), a lost silo by
/// <see cref="Sync"/> finding no mount on the next one, a lost gateway by its silence, which lets the activation grow old and be collected.
/// </remarks>
[GrainType("musubi.store"), PreferLocalPlacement]
internal sealed class StoreGrain(StoreServices silo) : Grain, IStoreGrain, IGrainMigrationParticipant, IStoreTreeHost
{
    private const string MovedMountName = "musubi.v1.MovedMount";

    private UndeliveredPatches _undelivered = new(silo.Options.MaxUndeliveredPatches, silo.Options.MaxUndeliveredBytes);
    private ImmutableQueue<TreeMessage> _inbox = [];
    private TopicCounts _topics;
    private IStoreGrain? _self;
    private StoreTree? _tree;
    private PushOutbox? _outbox;
    private long _mountId;
    private long _heard;
    private MovedMount? _moved;
    private bool _inCycle;
    private TaskScheduler? _turns;
    private IGrainTimer? _wake;

    public async ValueTask<MountAnswer> Mount(MountRequest request)
    {
        if (FindDefinition() is not { } definition)
        {
            return new MountAnswer(MountOutcome.UnknownRoot, null);
        }

        await End(TerminateReason.Replaced);
        (_mountId, _outbox) = (request.MountId, OutboxOf(request.Observer));
        Hear();
        var tree = _tree = new StoreTree(silo.Catalog, this, silo.Options.MaxTreeDepth);
        using var cycle = silo.Metrics.Mounting(definition.Name);
        _inCycle = true;
        try
        {
            var patch = await tree.Mount(definition, StoreGrainKey.Parse(this.GetPrimaryKeyString()), request.Params, request.Socket);
            cycle.End(MountOutcome.Mounted);
            return new MountAnswer(MountOutcome.Mounted, patch);
        }
        catch (Exception exception)
        {
            // It never was mounted, so there is nothing to terminate.
            silo.Log.MountCrashed(exception, definition.Name);
            cycle.End(MountOutcome.Crashed);
            LetGo();
            return new MountAnswer(MountOutcome.Crashed, null);
        }
        finally
        {
            _inCycle = false;
        }
    }

    public async ValueTask<CommandAnswer> Command(CommandRequest request)
    {
        if (_tree is null || request.MountId != _mountId)
        {
            return new CommandAnswer(CommandOutcome.NotMounted);
        }

        Hear();
        _undelivered.Acknowledge(request.Delivered);
        using var cycle = silo.Metrics.Commanding(_tree.Module);
        _inCycle = true;
        try
        {
            var answer = await _tree.Command(request.StoreId, request.Name, request.Payload);
            cycle.End(answer.Outcome, request.Name);
            if (answer is { Outcome: CommandOutcome.Handled, Patch: null })
            {
                // A push, of a task that the command started, say, may overtake this answer on its way. By its version it then waits for the reply.
                answer = answer with { Patch = _tree.Step() };
            }

            _undelivered.Add(answer.Patch);
            return answer;
        }
        catch (Exception exception)
        {
            silo.Log.CommandCrashed(exception, request.Name, request.StoreId);
            cycle.End(CommandOutcome.Crashed, request.Name);
            await End(TerminateReason.Crashed);
            return new CommandAnswer(CommandOutcome.Crashed);
        }
        finally
        {
            _inCycle = false;
        }
    }

    public async ValueTask<SyncAnswer> Sync(long mountId, long delivered)
    {
        if (_tree is null || mountId != _mountId)
        {
            return new SyncAnswer(Mounted: false, []);
        }

        Hear();
        _undelivered.Acknowledge(delivered);
        if (_tree.Version == delivered)
        {
            return new SyncAnswer(Mounted: true, []);
        }

        if (_undelivered.TryGetAfter(delivered, out var missed))
        {
            return new SyncAnswer(Mounted: true, missed);
        }

        if (_inCycle)
        {
            // This call interleaves, and in the middle of a cycle there is no whole root to send: the next sync will find one.
            return new SyncAnswer(Mounted: true, []);
        }

        if (_undelivered.IsBeyondRepair(delivered))
        {
            // Stream items that nobody keeps. A client that mounts anew gets them from where they came from.
            await End(TerminateReason.Crashed);
            return new SyncAnswer(Mounted: false, []);
        }

        return new SyncAnswer(Mounted: true, [_tree.ReplaceRoot(delivered)]);
    }

    public async ValueTask Unmount(long mountId, TerminateReason reason)
    {
        if (mountId == _mountId && _tree is not null)
        {
            await End(reason);
            DeactivateOnIdle();
        }
    }

    public ValueTask Info(InfoMessage message)
    {
        // A message may be on its way while its root unmounts, or its subscription ends.
        if (_tree is null || !_topics.Contains(message.Topic))
        {
            return ValueTask.CompletedTask;
        }

        return IsOrphan
            ? EndOrphan()
            : Handle(silo.Metrics.Receiving(_tree.Module), MessageKind.Topic, message, static (tree, message) => tree.Info(message.Body), static (log, exception, message) => log.InfoCrashed(exception, message.Body.GetType()));
    }

    public ValueTask SendUpdate(SendUpdateRequest request)
    {
        if (_tree is null)
        {
            silo.Metrics.SendUpdateWithoutTarget();
            DeactivateOnIdle();
            return ValueTask.CompletedTask;
        }

        return IsOrphan
            ? EndOrphan()
            : Handle(silo.Metrics.Receiving(_tree.Module), MessageKind.Update, request, static (tree, request) => tree.SendUpdate(request.StoreId, request.Assigns), static (log, exception, request) => log.UpdateCrashed(exception, request.StoreId));
    }

    public async ValueTask<AllowUploadAnswer> AllowUpload(AllowUploadRequest request)
    {
        if (_tree is null || request.MountId != _mountId)
        {
            return new AllowUploadAnswer(UploadOutcome.NotMounted, null, [], [], null);
        }

        Hear();
        _undelivered.Acknowledge(request.Delivered);
        using var cycle = silo.Metrics.Receiving(_tree.Module);
        _inCycle = true;
        try
        {
            var answer = await _tree.AllowUpload(request);
            cycle.End(MessageOutcome.Handled, MessageKind.Upload);
            _undelivered.Add(answer.Patch);
            return answer;
        }
        catch (Exception exception)
        {
            silo.Log.UploadCrashed(exception, request.StoreId);
            cycle.End(MessageOutcome.Crashed, MessageKind.Upload);
            await End(TerminateReason.Crashed);
            return new AllowUploadAnswer(UploadOutcome.Crashed, null, [], [], null);
        }
        finally
        {
            _inCycle = false;
        }
    }

    public async ValueTask<UploadAnswer> Upload(UploadRequest request)
    {
        if (_tree is null || request.MountId != _mountId)
        {
            return new UploadAnswer(UploadOutcome.NotMounted);
        }

        Hear();
        _undelivered.Acknowledge(request.Delivered);
        using var cycle = silo.Metrics.Receiving(_tree.Module);
        _inCycle = true;
        try
        {
            var answer = await _tree.Upload(request);
            cycle.End(MessageOutcome.Handled, MessageKind.Upload);
            if (answer is { Outcome: UploadOutcome.Handled, Patch: null })
            {
                // As with a command.
                answer = answer with { Patch = _tree.Step() };
            }

            _undelivered.Add(answer.Patch);
            return answer;
        }
        catch (Exception exception)
        {
            silo.Log.UploadCrashed(exception, request.StoreId);
            cycle.End(MessageOutcome.Crashed, MessageKind.Upload);
            await End(TerminateReason.Crashed);
            return new UploadAnswer(UploadOutcome.Crashed);
        }
        finally
        {
            _inCycle = false;
        }
    }

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _turns = TaskScheduler.Current;
        if (_moved is not { } moved || FindDefinition() is not { } definition)
        {
            return;
        }

        _moved = null;
        (_mountId, _outbox) = (moved.MountId, OutboxOf(moved.Observer));
        Hear();
        _tree = new StoreTree(silo.Catalog, this, silo.Options.MaxTreeDepth);
        try
        {
            await _tree.Restore(definition, moved.Root);
            _undelivered.Restore(moved.Undelivered, moved.Lost);
        }
        catch (Exception exception)
        {
            silo.Log.ResumeCrashed(exception, definition.Name);
            LetGo();
        }
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        // A root that moves does not end; OnDehydrate follows.
        if (reason.ReasonCode != DeactivationReasonCode.Migrating)
        {
            await End(reason.ReasonCode == DeactivationReasonCode.ActivationIdle ? TerminateReason.Orphaned : TerminateReason.Shutdown);
        }
    }

    void IGrainMigrationParticipant.OnDehydrate(IDehydrationContext dehydrationContext)
    {
        if (_tree is not null)
        {
            dehydrationContext.TryAddValue(MovedMountName, new MovedMount(_mountId, _outbox?.Gateway, _tree.Capture(), _undelivered.All(), _undelivered.Lost));
            LetGo();
        }
    }

    void IGrainMigrationParticipant.OnRehydrate(IRehydrationContext rehydrationContext) =>
        rehydrationContext.TryGetValue(MovedMountName, out _moved);

    // Messages keep an activation young, so a busy topic would keep a root alive that nobody looks at.
    private bool IsOrphan => silo.Time.GetElapsedTime(_heard) > silo.Options.OrphanAfter;

    GrainMetrics IStoreTreeHost.Metrics => silo.Metrics;

    ILogger IStoreTreeHost.Log => silo.Log;

    TimeProvider IStoreTreeHost.Time => silo.Time;

    IUploadStore IStoreTreeHost.Uploads => silo.Uploads;

    void IStoreTreeHost.Post(TreeMessage message)
    {
        ImmutableInterlocked.Enqueue(ref _inbox, message);
        _ = Task.Factory.StartNew(Wake, CancellationToken.None, TaskCreationOptions.DenyChildAttach, _turns!);
    }

    void IStoreTreeHost.Delete(UploadFileId file) => _ = DeleteAsync(file);

    void IStoreTreeHost.CheckAssigns(StoreDefinition store, Socket socket, bool all)
    {
        var validating = silo.Metrics.Validating(store.Name);
        silo.AssignCheck.Check(store, socket, all);
        validating.Stop();
    }

    void IStoreTreeHost.SubscriptionsChanged(Socket? before, Socket? after)
    {
        var old = before?.SubscribedTopics() ?? [];
        var now = after?.SubscribedTopics() ?? [];
        if (ReferenceEquals(old, now))
        {
            return;
        }

        foreach (var topic in now.Except(old))
        {
            if (_topics.Add(topic))
            {
                silo.Topics.Subscribe(topic, Self);
            }
        }

        foreach (var topic in old.Except(now))
        {
            if (_topics.Remove(topic))
            {
                silo.Topics.Unsubscribe(topic, Self);
            }
        }
    }

    // Runs between the awaits of whatever runs, so it only sets the timer, whose tick waits for its turn like any call. A call to this
    // grain would do as well, but might wake an activation that has never heard of the tree.
    private void Wake()
    {
        _wake ??= this.RegisterGrainTimer(HandleNext, new GrainTimerCreationOptions { DueTime = Timeout.InfiniteTimeSpan, Period = Timeout.InfiniteTimeSpan });
        _wake.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    private async Task HandleNext(CancellationToken cancellationToken)
    {
        // A task may have something to say to a tree that is gone.
        if (ImmutableInterlocked.TryDequeue(ref _inbox, out var message) && _tree is not null)
        {
            await Handle(
                silo.Metrics.Receiving(_tree.Module, message.Cause),
                message is TimerFired ? MessageKind.Timer : MessageKind.Async,
                message,
                static (tree, message) => tree.Handle(message),
                static (log, exception, message) => log.MessageCrashed(exception, message.GetType()));
        }

        if (!Volatile.Read(ref _inbox).IsEmpty)
        {
            Wake();
        }
    }

    /// <summary>Handles what no call of the gateway caused, and pushes what it changed.</summary>
    private async ValueTask Handle<T>(Cycle measured, MessageKind kind, T message, Func<StoreTree, T, ValueTask<PatchEnvelope?>> handle, Action<ILogger, Exception, T> logCrash)
    {
        using var cycle = measured;
        _inCycle = true;
        try
        {
            var patch = await handle(_tree!, message);
            cycle.End(MessageOutcome.Handled, kind);
            if (patch is not null)
            {
                _undelivered.Add(patch);
                _outbox?.Add(cycle.Push(_mountId, patch));
            }
        }
        catch (Exception exception)
        {
            logCrash(silo.Log, exception, message);
            cycle.End(MessageOutcome.Crashed, kind);
            var (outbox, mountId) = (_outbox, _mountId);
            await End(TerminateReason.Crashed);
            outbox?.Add(cycle.Push(mountId, null));
        }
        finally
        {
            _inCycle = false;
        }
    }

    private async ValueTask EndOrphan()
    {
        await End(TerminateReason.Orphaned);
        DeactivateOnIdle();
    }

    private async Task DeleteAsync(UploadFileId file)
    {
        try
        {
            await silo.Uploads.DeleteAsync(file);
        }
        catch (Exception exception)
        {
            silo.Log.UploadDeleteFailed(exception);
        }
    }

    // Made once, and by the name of its interface: the grain's own untyped reference, from which it could be cast, would be kept too.
    private IStoreGrain Self => _self ??= (IStoreGrain)GrainFactory.GetGrain(this.GetGrainId(), silo.RootInterface);

    private StoreDefinition? FindDefinition() => silo.Catalog.FindRoot(StoreGrainKey.Parse(this.GetPrimaryKeyString()).Root.Module);

    private async ValueTask End(TerminateReason reason)
    {
        if (_tree is not { } tree)
        {
            return;
        }

        LetGo();
        silo.Metrics.Terminated(tree.Module, reason);
        try
        {
            await tree.Terminate(reason);
        }
        catch (Exception exception)
        {
            silo.Log.TerminateFailed(exception, reason);
        }
    }

    // A tree that threw is between two states and never rendered again; the client mounts anew.
    private void LetGo()
    {
        _tree?.Stop();
        _tree = null;
        _outbox = null;
        Volatile.Write(ref _inbox, []);
        _undelivered.Clear();
        foreach (var topic in _topics.Clear())
        {
            silo.Topics.Unsubscribe(topic, Self);
        }
    }

    private PushOutbox? OutboxOf(IGatewayObserver? gateway) => gateway is null ? null : silo.Outboxes.Of(gateway);

    private void Hear() => _heard = silo.Time.GetTimestamp();
}
