using Musubi.Grains.Diagnostics;
using Musubi.Grains.Nodes;
using Musubi.Grains.Stores.Turns;
using Orleans.Concurrency;
using Orleans.Placement;

namespace Musubi.Grains.Stores;

/// <summary>One activation for each mounted root: takes calls, and hands each to the mount that it is for.</summary>
/// <remarks>
/// A root is unmounted, mounted or crashed, and only a mount leads out of the first and the last. A mount belongs to a gateway, which
/// names it in every call; a call for another mount finds nothing here. Three things can go wrong between the two, and each is found out by
/// what is there anyway: a lost answer or push by versions (<see cref="Sync"/> hands over what is missing), a lost silo by
/// <see cref="Sync"/> finding no mount on the next one, a lost gateway by the cluster's word
/// that it is gone (<see cref="Musubi.Grains.Pushes.PushOutbox"/>), or by its silence, which lets the activation grow old and be collected.
/// </remarks>
[GrainType("musubi.store"), PreferLocalPlacement, MayInterleave(nameof(MayInterleave))]
internal sealed partial class StoreGrain(StoreServices silo) : Grain, IStoreGrain, IGrainMigrationParticipant
{
    private const string MovedMountName = "musubi.v1.MovedMount";

    private RootMount? _mount;
    private MovedMount? _moved;
    private long _newestMount;
    private bool _isReplacing;
    private IStoreGrain? _self;
    private TaskScheduler? _turns;

    /// <summary>A reference to this grain, made once. Also off the grain's scheduler, where a callback may go on that says so.</summary>
    internal IStoreGrain Self => _self ??= silo.References.Of(GrainContext.GrainId);

    /// <summary>The scheduler that its turns run on.</summary>
    internal TaskScheduler Turns => _turns!;

    public async ValueTask<MountAnswer> Mount(MountRequest request)
    {
        if (FindDefinition(out var key) is not { } definition)
        {
            DeactivateOnIdle();
            return new MountAnswer(MountOutcome.UnknownRoot, null);
        }

        RequireStorage();
        RequireFuture();
        if (request.MountId < _newestMount)
        {
            // It was overtaken on its way. Its client has joined again since, and that mount is to stay.
            return new MountAnswer(MountOutcome.Superseded, null);
        }

        _newestMount = request.MountId;
        _isReplacing = true;
        await End(TerminateReason.Replaced);
        _isReplacing = false;
        var mount = _mount = new RootMount(silo, this, request.MountId, request.Observer, request.TakesReceipts);
        using var cycle = silo.Metrics.Mounting(definition.Name);
        if (request.Resume is { } terms)
        {
            mount.Resumable(terms, request.Socket);
        }

        mount.BeginTurn();
        try
        {
            var patch = await mount.Tree.Mount(definition, key, request.Params, request.Socket);
            mount.KeepFirst(patch);
            KeepIfDurable(mount, definition);
            cycle.End(MountOutcome.Mounted);
            return new MountAnswer(MountOutcome.Mounted, patch);
        }
        catch (Exception exception)
        {
            // It never was mounted, so there is nothing to terminate.
            silo.Logger.MountCrashed(exception, definition.Name);
            cycle.End(MountOutcome.Crashed);
            LetGo();
            return new MountAnswer(MountOutcome.Crashed, null, CrashDetail.Of(exception));
        }
        finally
        {
            mount.EndTurn();
        }
    }

    public ValueTask<CommandAnswer> Command(CommandRequest request) => request.Next is null ? RunAlone(request) : RunTogether(request);

    private ValueTask<CommandAnswer> RunAlone(CommandRequest request) => request.Cid > 0 && Mounted(request.MountId) is { } mount ? Once(mount, request) : Run(request);

    private ValueTask<CommandAnswer> Run(CommandRequest request) => Answer(request.MountId, request.Delivered, request.Number, request, CommandTurn.Instance);

    public ValueTask<AllowUploadAnswer> AllowUpload(AllowUploadRequest request) => Answer(request.MountId, request.Delivered, request.Number, request, PreflightTurn.Instance);

    public ValueTask<UploadAnswer> Upload(UploadRequest request) => Answer(request.MountId, request.Delivered, request.Number, request, UploadTurn.Instance);

    public async ValueTask<SyncAnswer> Sync(long mountId, long delivered)
    {
        if (Mounted(mountId) is not { } mount)
        {
            return new SyncAnswer(Mounted: false, []);
        }

        if (mount.Sync(delivered) is { } answer)
        {
            mount.RenewIfDue();
            return answer;
        }

        // Stream items that nobody keeps. A client that mounts anew gets them from where they came from.
        await End(TerminateReason.Crashed);
        DeactivateOnIdle();
        return new SyncAnswer(Mounted: false, []);
    }

    public ValueTask Abandon(long mountId)
    {
        Mounted(mountId)?.Tree.Abandon();
        return ValueTask.CompletedTask;
    }

    public async ValueTask Unmount(long mountId, TerminateReason reason)
    {
        if (Mounted(mountId) is not null)
        {
            await End(reason);
            DeactivateOnIdle();
        }
    }

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _turns = TaskScheduler.Current;
        if ((_moved is null && silo.Log is null) || FindDefinition(out _) is not { } definition)
        {
            return;
        }

        if (_moved is { } moved)
        {
            _moved = null;
            await TakeOver(definition, moved);
        }
        else if (definition.Durable is not null)
        {
            await Load(definition);
        }
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (reason.ReasonCode == DeactivationReasonCode.ShuttingDown && _mount is not null && !silo.IsAlone)
        {
            // A silo that stops ends its activations unless they ask to be moved. OnDehydrate follows.
            MigrateOnIdle();
            return;
        }

        // A root that moves does not end; OnDehydrate follows.
        if (reason.ReasonCode != DeactivationReasonCode.Migrating)
        {
            var orphaned = reason.ReasonCode == DeactivationReasonCode.ActivationIdle;
            if (orphaned && _mount is { } mount)
            {
                silo.Logger.Orphaned(mount.Tree.Module, silo.Options.OrphanAfter);
            }

            if (_mount is { IsStored: true })
            {
                // It lives on in its storage.
                Release();
                return;
            }

            await End(orphaned ? TerminateReason.Orphaned : TerminateReason.Shutdown);
        }
    }

    void IGrainMigrationParticipant.OnDehydrate(IDehydrationContext dehydrationContext)
    {
        if (_mount is { } mount)
        {
            dehydrationContext.TryAddValue(MovedMountName, mount.Capture());
            Release();
        }
    }

    void IGrainMigrationParticipant.OnRehydrate(IRehydrationContext rehydrationContext) =>
        rehydrationContext.TryGetValue(MovedMountName, out _moved);

    private ValueTask<TAnswer> Answer<TRequest, TAnswer>(long mountId, long delivered, long number, TRequest request, RootTurn<TRequest, TAnswer> turn)
        where TAnswer : class
    {
        if (Mounted(mountId) is not { } mount)
        {
            return new(turn.NotMounted);
        }

        mount.Acknowledge(delivered);
        return mount.AnswerTo(number) is TAnswer given ? new(given)
            : mount.IsPast(number) ? new(turn.NotMounted)
            : Run(mount, request, turn, number);
    }

    /// <summary>One turn of a mounted root, whatever is asked of it: run, keep what changed until it is acknowledged, answer or push.</summary>
    /// <remarks>What a durable root came to is written down between the two, before anybody hears of it.</remarks>
    private async ValueTask<TAnswer> RunTurn<TRequest, TAnswer>(RootMount mount, TRequest request, RootTurn<TRequest, TAnswer> turn, long number)
    {
        using var cycle = turn.Measure(silo.Metrics, mount.Tree.Module, request);
        mount.BeginTurn();
        var ran = false;
        try
        {
            var answer = await turn.Run(mount.Tree, request);
            answer = turn.Complete(cycle, mount.Tree, request, answer);
            var patch = turn.PatchOf(answer);
            ran = true;
            if (mount.IsDurable && await Save(mount, mount.SaveAsync(patch, number, answer)) is not SaveOutcome.Saved and var failure)
            {
                return failure == SaveOutcome.Fenced ? turn.NotMounted : turn.Unavailable;
            }

            if (turn.IsPushed && mount.TakeWokeUnasked())
            {
                patch ??= mount.Tree.Step();
            }

            mount.Keep(patch);
            if (number != 0)
            {
                mount.Remember(number, answer!, patch);
            }
            else if (turn.IsPushed && patch is not null)
            {
                mount.Push(cycle, patch);
            }

            return answer;
        }
        catch (Exception exception) when (!ran)
        {
            turn.Crash(cycle, silo.Logger, request, exception);
            await EndCrashed(mount, number, turn.Crashed(exception));
            if (turn.IsPushed)
            {
                mount.Push(cycle, null, exception);
            }

            return turn.Crashed(exception);
        }
        finally
        {
            mount.EndTurn();
        }
    }

    private RootMount? Mounted(long id) => _mount is { } mount ? mount.Id == id ? mount : null : Missing();

    private StoreDefinition? FindDefinition(out StoreGrainKey key)
    {
        key = StoreGrainKey.Parse(this.GetPrimaryKeyString());
        return silo.Catalog.FindRoot(key.Root.Module);
    }

    private async ValueTask End(TerminateReason reason)
    {
        if (Release() is not { } mount)
        {
            return;
        }

        if (mount.IsStored)
        {
            await mount.DeleteStoredAsync();
        }

        silo.Metrics.Terminated(mount.Tree.Module, reason);
        try
        {
            await mount.Tree.Terminate(reason);
        }
        catch (Exception exception)
        {
            silo.Logger.TerminateFailed(exception, reason);
        }
    }

    // A tree that threw is between two states and never rendered again; the client mounts anew.
    private RootMount? Release()
    {
        var mount = _mount;
        _mount = null;
        mount?.Release();
        return mount;
    }
}
