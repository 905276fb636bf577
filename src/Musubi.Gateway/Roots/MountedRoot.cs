using Musubi.Gateway.Diagnostics;
using Musubi.Gateway.Resume;

namespace Musubi.Gateway.Roots;

/// <summary>One mounted root as the gateway sees it: its life, from the mount to the unmount.</summary>
/// <remarks>
/// <para>A root is <b>mounting</b> from its construction until its grain has answered. Pushes may overtake that answer; they are
/// kept, and nothing is delivered yet, because the reply to the mount comes first. After that reply it is <b>mounted</b>, and the first patch
/// is delivered. What is asked of its grain is the <see cref="RootLine"/>'s, and what comes back for the client the <see cref="RootDelivery"/>'s.</para>
/// <para><see cref="EndAsync"/> makes it <b>ending</b>: what the client sent before it left still runs, and then the grain is unmounted.
/// What waits for a client that was disconnected does not run.
/// It is <b>ended</b> after that, or at once when it is dropped, or lost because its grain says that it crashed or is not mounted.
/// An ended root writes nothing more, whatever answers are still to come.</para>
/// </remarks>
internal sealed partial class MountedRoot
{
    private readonly SocketScope _scope;
    private readonly GrainLink _grain;

    // Guarded by the scope's lock.
    private RootDeparture? _departure;

    /// <param name="scope">Its socket's.</param>
    /// <param name="owner">Whose root it is.</param>
    /// <param name="id">The root.</param>
    /// <param name="resume">How its client takes it back; null for a root that ends with its socket.</param>
    public MountedRoot(SocketScope scope, IRootOwner owner, RootId id, RootResume? resume = null)
    {
        _scope = scope;
        Owner = owner;
        Resume = resume;
        WireId = id.ToString();

        // Finding a grain costs more than calling it, so the reference is kept as long as the root.
        _grain = new GrainLink(scope.Registry.GetGrain(new StoreGrainKey(resume?.Connection ?? scope.ConnectionId, id)), id, scope.Registry.NextMountId(), scope);
        Delivery = new RootDelivery(this, _grain, scope);
        Line = new RootLine(this, _grain, Delivery, scope);
    }

    public RootId Id => _grain.RootId;

    /// <summary>The root as clients know it: <c>module:id</c>.</summary>
    public string WireId { get; }

    public long MountId => _grain.MountId;

    public IRootOwner Owner { get; }

    /// <summary>The socket that its client is on.</summary>
    public string SocketId => _scope.ConnectionId;

    /// <summary>What its client gets.</summary>
    public RootDelivery Delivery { get; }

    /// <summary>What its grain is asked.</summary>
    public RootLine Line { get; }

    /// <summary>How its client takes it back; null for a root that ends with its socket.</summary>
    public RootResume? Resume { get; }

    /// <summary>The files of this mount; null while there are none. Under the lock.</summary>
    public IRootFiles? Files { get; set; }

    /// <summary>Under the lock.</summary>
    public RootPhase Phase { get; private set; } = RootPhase.Mounting;

    private RootDeparture Departure => _departure ??= new RootDeparture(this, _grain, _scope);

    /// <summary>Takes the root's place on its connection and in the process, until it ends. Under the lock.</summary>
    /// <returns>Completes when its grain may be asked: what the client caused before reaches it before.</returns>
    public Task Claim()
    {
        var turn = _scope.WhenUnmounted(WireId);
        _scope.Add(this);
        _scope.Registry.Add(this);
        _scope.Metrics.RootAdded();
        return turn;
    }

    /// <summary>Sends what was pushed, as far as the socket takes it at once.</summary>
    public void Flush() => _scope.Writer.Flush();

    /// <summary>Unmounts the root in its grain. The line's, when all that waited has run.</summary>
    public ValueTask UnmountAsync() => Departure.UnmountAsync();

    /// <summary>Ends the root once what waits has run. Under the lock.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="whenEnded">Runs under the lock after the last answer has been written, and before the grain is unmounted.</param>
    /// <returns>Completes when the grain has been unmounted, or could not be reached.</returns>
    public Task EndAsync(TerminateReason reason, Action? whenEnded = null)
    {
        if (Phase == RootPhase.Ended)
        {
            whenEnded?.Invoke();
            return Task.CompletedTask;
        }

        Departure.Reason = reason;
        Departure.Ended += whenEnded;
        if (Phase == RootPhase.Mounting)
        {
            // The mount's answer finds it so, and unmounts.
            Depart();
            return Task.CompletedTask;
        }

        // Nobody is there for the answers. What was sent before a deliberate leave runs, also when the client goes right after it.
        var dropsWaiting = reason == TerminateReason.Disconnected && Phase == RootPhase.Mounted;
        Phase = RootPhase.Ending;
        if (dropsWaiting)
        {
            Line.Drop();
        }

        Line.End(abandon: reason == TerminateReason.Disconnected && Resume is null);
        return Departure.Gone;
    }

    /// <summary>Ends the root now; what waits is dropped. Under the lock.</summary>
    public void Drop(TerminateReason reason)
    {
        if (Phase == RootPhase.Ended)
        {
            return;
        }

        Departure.Reason = reason;
        if (Phase != RootPhase.Mounting)
        {
            // Behind what is in flight, so that its grain hears of them in this order.
            Departure.OweUnmount();
            Line.End(abandon: Resume is null);
        }

        Depart();
    }

    /// <summary>Brings an envelope to the client, if that is still there. Under the lock.</summary>
    public void Deliver(PatchEnvelope envelope)
    {
        if (Phase is RootPhase.Mounted or RootPhase.Ending)
        {
            Delivery.Deliver(envelope);
        }
    }

    /// <summary>Takes the news that the grain does not have the root any more. Under the lock.</summary>
    public void OnLost(string? detail = null)
    {
        switch (Phase)
        {
            case RootPhase.Mounted:
                Finish();
                _scope.Loggers.Roots.RootLost(Id, _scope.ConnectionId);
                _scope.Metrics.RootLost(Id.Module);
                Owner.OnRootLost(detail);
                _ = Task.Run(Departure.CompleteAsync);
                break;
            case RootPhase.Ending:
                Finish();
                _ = Task.Run(Departure.CompleteAsync);
                break;
            case RootPhase.Mounting:
                // It was mounted, then, and the answer that says so is still on its way. The first sweep after it will ask again.
                Delivery.SyncAfter(TimeSpan.Zero);
                break;
        }
    }

    /// <summary>Takes the news that the root is another socket's now. Not under the lock.</summary>
    public void OnTakenOver()
    {
        lock (_scope.Lock)
        {
            if (Phase is RootPhase.Mounted or RootPhase.Ending)
            {
                Files?.SuspendAll();
                Departure.LeavesRoot = true;
                Finish();
                Owner.OnRootTakenOver();
                _ = Task.Run(Departure.CompleteAsync);
            }
        }

        Flush();
    }

    /// <summary>Whether the grain is to be unmounted, now that nothing is in flight and nothing waits. Asking settles it. Under the lock.</summary>
    public bool TakeUnmount()
    {
        if (Phase == RootPhase.Ending)
        {
            Depart();
            return true;
        }

        return _departure?.TakeUnmount() ?? false;
    }

    // Gives up the root's place, while its grain still has it, or may have it yet. Under the lock.
    private void Depart()
    {
        _scope.Note(this, Departure);
        Finish();
    }

    // Gives up the root's place. Under the lock.
    private void Finish()
    {
        Phase = RootPhase.Ended;
        Line.Drop();
        Delivery.End();
        Files?.CancelAll();
        _scope.Registry.Remove(this);
        _scope.Metrics.RootRemoved();
        _scope.Remove(this);
        if (_departure is { Ended: { } ended })
        {
            _departure.Ended = null;
            ended();
        }
    }
}
