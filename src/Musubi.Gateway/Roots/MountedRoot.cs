using Musubi.Gateway.Diagnostics;

namespace Musubi.Gateway.Roots;

/// <summary>One mounted root as the gateway sees it: its life, from the mount to the unmount.</summary>
/// <remarks>
/// <para>A root is <b>mounting</b> from its construction until its grain has answered. Pushes may overtake that answer; they are
/// kept, and nothing is delivered yet, because the reply to the mount comes first. After that reply it is <b>mounted</b>, and the first patch
/// is delivered. What is asked of its grain is the <see cref="RootLine"/>'s, and what comes back for the client the <see cref="RootDelivery"/>'s.</para>
/// <para><see cref="EndAsync"/> makes it <b>ending</b>: what the client sent before it left still runs, and then the grain is unmounted.
/// It is <b>ended</b> after that, or at once when it is dropped, or lost because its grain says that it crashed or is not mounted.
/// An ended root writes nothing more, whatever answers are still to come.</para>
/// </remarks>
internal sealed class MountedRoot
{
    private readonly SocketScope _scope;
    private readonly GrainLink _grain;
    private readonly RootDelivery _delivery;
    private readonly RootLine _line;

    // Guarded by the scope's lock.
    private State _state = State.Mounting;
    private RootDeparture? _departure;

    public MountedRoot(SocketScope scope, IRootOwner owner, RootId id)
    {
        _scope = scope;
        Owner = owner;
        WireId = id.ToString();

        // Finding a grain costs more than calling it, so the reference is kept as long as the root.
        _grain = new GrainLink(scope.Registry.GetGrain(new StoreGrainKey(scope.ConnectionId, id)), id, scope.Registry.NextMountId(), scope.Logger);
        _delivery = new RootDelivery(this, _grain, scope);
        _line = new RootLine(this, _grain, _delivery, scope);
    }

    private enum State
    {
        Mounting,
        Mounted,
        Ending,
        Ended,
    }

    public RootId Id => _grain.RootId;

    /// <summary>The root as clients know it: <c>module:id</c>.</summary>
    public string WireId { get; }

    public long MountId => _grain.MountId;

    public IRootOwner Owner { get; }

    /// <summary>The files of this mount; null while there are none. Under the lock.</summary>
    public IRootFiles? Files { get; set; }

    /// <summary>Under the lock.</summary>
    public bool IsMounted => _state == State.Mounted;

    /// <summary>Under the lock.</summary>
    public bool IsEnding => _state == State.Ending;

    private RootDeparture Departure => _departure ??= new RootDeparture(this, _grain, _scope);

    /// <summary>Takes the root's place on its connection and in the process, until it ends. Under the lock.</summary>
    public void Claim()
    {
        _scope.Add(this);
        _scope.Registry.Add(this);
        _scope.Metrics.RootAdded();
    }

    /// <summary>Mounts the root in its grain.</summary>
    /// <param name="mountParams">The client's mount params.</param>
    /// <param name="socket">The socket as the application's callbacks left it.</param>
    /// <param name="answered">Replies to the client with the outcome, before the first patch. Runs under the lock, unless the root was dropped meanwhile.</param>
    public async Task MountAsync(Params mountParams, Socket socket, Action<MountOutcome> answered)
    {
        using var exchange = _scope.Metrics.Mounting(Id.Module, _scope.Request);
        exchange.Enter();
        var answer = await _grain.MountAsync(mountParams, socket, _scope.Registry, exchange);
        var outcome = answer?.Outcome ?? MountOutcome.Crashed;
        bool wanted;
        lock (_scope.Lock)
        {
            wanted = _state == State.Mounting;
            if (wanted)
            {
                if (outcome != MountOutcome.Mounted)
                {
                    Finish();
                }

                answered(outcome);
                if (outcome == MountOutcome.Mounted)
                {
                    Begin(answer?.Patch);
                }
            }
        }

        _scope.Writer.Flush();
        if (!wanted || answer is null)
        {
            // It is mounted and nobody wants it any more, or it may be for all we know.
            await UnmountAsync();
        }
    }

    /// <summary>Asks the grain when the calls before this one have been answered.</summary>
    /// <returns>Completes when the call has a place in line, which is at once unless too many wait.</returns>
    public ValueTask AskAsync(RootCall call) => _line.AskAsync(call);

    /// <summary>Hands on what the grain answered to a call. Under the lock.</summary>
    public void Take(RootCall call, RootAnswer answer)
    {
        if (_state == State.Ended)
        {
            call.Drop();
        }
        else if (answer.Failure is { } failure)
        {
            // Nobody knows whether it ran. If it did, the sync brings its patch.
            call.AppendFailure(Owner.Frames, failure);
            _delivery.WantSync();
        }
        else if (!answer.Mounted)
        {
            call.Drop();
            OnLost();
        }
        else
        {
            call.AppendReply(Owner.Frames);
            if (answer.Patch is { } patch)
            {
                Deliver(patch);
            }
        }
    }

    /// <summary>Takes a patch that no command caused; null for the news that there will be no more. It is sent by <see cref="Flush"/>.</summary>
    public void Push(PatchEnvelope? patch)
    {
        lock (_scope.Lock)
        {
            if (patch is null)
            {
                OnLost();
            }
            else if (_state == State.Mounting)
            {
                _delivery.Keep(patch);
            }
            else
            {
                Deliver(patch);
            }
        }
    }

    /// <summary>Sends what was pushed, as far as the socket takes it at once.</summary>
    public void Flush() => _scope.Writer.Flush();

    /// <summary>Goes on after the socket had no room.</summary>
    public void OnRoomAvailable()
    {
        lock (_scope.Lock)
        {
            if (_delivery.HasGap)
            {
                _delivery.WantSync();
            }
        }

        _line.Continue();
    }

    /// <summary>Asks for a sync if it is time for one.</summary>
    public void SyncIfDue(long now)
    {
        if (!_delivery.IsSyncDue(now))
        {
            return;
        }

        lock (_scope.Lock)
        {
            if (_state != State.Mounted)
            {
                return;
            }

            _delivery.ClearSyncDue();
            _delivery.WantSync();
        }

        _line.Continue();
    }

    /// <summary>Unmounts the root in its grain. The line's, when all that waited has run.</summary>
    public ValueTask UnmountAsync() => Departure.UnmountAsync();

    /// <summary>Ends the root once what waits has run. Under the lock.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="whenEnded">Runs under the lock after the last answer has been written, and before the grain is unmounted.</param>
    /// <returns>Completes when the grain has been unmounted, or could not be reached.</returns>
    public Task EndAsync(TerminateReason reason, Action? whenEnded = null)
    {
        if (_state == State.Ended)
        {
            whenEnded?.Invoke();
            return Task.CompletedTask;
        }

        Departure.Reason = reason;
        Departure.Ended += whenEnded;
        if (_state == State.Mounting)
        {
            // The mount's answer finds it so, and unmounts.
            Finish();
            return Task.CompletedTask;
        }

        _state = State.Ending;
        if (reason == TerminateReason.Disconnected)
        {
            _line.Abandon();
        }

        _line.OpenUp();
        _ = Task.Run(_line.Continue);
        return Departure.Gone;
    }

    /// <summary>Ends the root now; what waits is dropped. Under the lock.</summary>
    public void Drop(TerminateReason reason)
    {
        if (_state == State.Ended)
        {
            return;
        }

        var mounting = _state == State.Mounting;
        Departure.Reason = reason;
        _line.Abandon();
        Finish();
        if (!mounting)
        {
            _ = Task.Run(() => UnmountAsync().AsTask());
        }
    }

    /// <summary>Brings an envelope to the client, if that is still there. Under the lock.</summary>
    public void Deliver(PatchEnvelope envelope)
    {
        if (_state is State.Mounted or State.Ending)
        {
            _delivery.Deliver(envelope);
        }
    }

    /// <summary>Takes the news that the grain does not have the root any more. Under the lock.</summary>
    public void OnLost()
    {
        switch (_state)
        {
            case State.Mounted:
                Finish();
                _scope.Logger.RootLost(Id);
                _scope.Metrics.RootLost(Id.Module);
                Owner.OnRootLost();
                _ = Task.Run(Departure.DeleteFilesAsync);
                break;
            case State.Ending:
                Finish();
                _ = Task.Run(Departure.DeleteFilesAsync);
                break;
            case State.Mounting:
                // It was mounted, then, and the answer that says so is still on its way. The first sweep after it will ask again.
                _delivery.SyncAfter(TimeSpan.Zero);
                break;
        }
    }

    /// <summary>Gives up the root's place. Under the lock; for itself and its line.</summary>
    public void Finish()
    {
        _state = State.Ended;
        _line.Drop();
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

    // Under the lock: starts to deliver, now that the client knows of its root.
    private void Begin(PatchEnvelope? first)
    {
        _state = State.Mounted;
        _delivery.SyncOnInterval();
        if (first is not null)
        {
            Deliver(first);
        }
    }
}
