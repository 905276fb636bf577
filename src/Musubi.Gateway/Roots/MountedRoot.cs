using System.Diagnostics;
using System.Runtime.CompilerServices;
using Musubi.Gateway.Channels;
using Musubi.Gateway.Collections;
using Musubi.Gateway.Diagnostics;
using Musubi.Gateway.Uploads;

namespace Musubi.Gateway.Roots;

/// <summary>One mounted root as the gateway sees it: calls in, one after the other, and patches out, in order and without a gap.</summary>
/// <remarks>
/// <para>A root is <b>mounting</b> from its construction until its grain has answered. Pushes may overtake that answer; they are
/// kept, and nothing is delivered yet, because the reply to the mount comes first. <see cref="Begin"/> makes it <b>mounted</b> and
/// delivers the first patch.</para>
/// <para>While mounted, the grain is asked one thing at a time, a <see cref="RootCall"/> or a sync. That alone keeps commands in order, and it
/// keeps a sync from bringing the patch of a command whose reply is still on its way. Whoever finds nothing in flight starts the
/// call; the call, when answered, starts the next one: a sync that is wanted goes before the calls that wait. Patches come from
/// three sides, answers, syncs and pushes, and all go through <see cref="Deliver"/>, where <see cref="PatchSequence"/> decides.
/// A gap makes the next sync due soon; otherwise it is due every interval, which tells the silo that somebody is there.
/// A patch for which the socket has no room is not delivered and not kept; once there is room, a sync fetches it again.</para>
/// <para><see cref="EndAsync"/> makes it <b>ending</b>: what the client sent before it left still runs, and then the grain is unmounted.
/// It is <b>ended</b> after that, or at once when it is dropped, or lost because its grain says that it crashed or is not mounted.
/// An ended root writes nothing more, whatever answers are still to come.</para>
/// </remarks>
internal sealed class MountedRoot
{
    private readonly SocketScope _scope;
    private readonly JoinedChannel _channel;
    private readonly GrainLink _grain;
    private readonly PatchSequence _sequence = new();

    // Guarded by the scope's lock, all but the last, which the sweep peeks at.
    private BoundedLine<RootCall> _waiting;
    private State _state = State.Mounting;
    private PatchEnvelope? _first;
    private bool _calling;
    private bool _syncWanted;
    private TerminateReason _reason;
    private Action? _whenEnded;
    private TaskCompletionSource? _ended;
    private RootUploads? _uploads;
    private long _syncDue = long.MaxValue;

    public MountedRoot(SocketScope scope, JoinedChannel channel, RootId id)
    {
        _scope = scope;
        _channel = channel;
        _waiting = new BoundedLine<RootCall>(scope.Options.MaxPendingCommands);
        Id = id;
        WireId = id.ToString();
        MountId = scope.Registry.NextMountId();

        // Finding a grain costs more than calling it, so the reference is kept as long as the root.
        _grain = new GrainLink(scope.Registry.GetGrain(new StoreGrainKey(scope.ConnectionId, id)), id, MountId, scope.Logger);
    }

    private enum State
    {
        Mounting,
        Mounted,
        Ending,
        Ended,
    }

    private enum Step
    {
        None,
        Ask,
        Sync,
        Unmount,
    }

    public RootId Id { get; }

    /// <summary>The root as clients know it: <c>module:id</c>.</summary>
    public string WireId { get; }

    public long MountId { get; }

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
    /// <param name="answered">Runs under the lock with the outcome, unless the root was dropped meanwhile. It calls <see cref="Begin"/> if it is mounted.</param>
    public async Task MountAsync(Params mountParams, Socket socket, Action<MountOutcome> answered)
    {
        using var exchange = _scope.Metrics.Mounting(Id.Module, _scope.Request);
        exchange.Enter();
        var answer = await _grain.MountAsync(mountParams, socket, _scope.Registry, exchange);
        var outcome = answer?.Outcome ?? MountOutcome.Crashed;
        _first = answer?.Patch;
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
            }
        }

        _scope.Writer.Flush();
        if (!wanted || answer is null)
        {
            // It is mounted and nobody wants it any more, or it may be for all we know.
            await CallUnmountAsync(_reason);
        }
    }

    /// <summary>Starts to deliver, now that the client knows of its root. Under the lock.</summary>
    public void Begin()
    {
        _state = State.Mounted;
        SyncAfter(_scope.Options.SyncInterval, jitter: true);
        if (_first is { } first)
        {
            _first = null;
            Deliver(first);
        }
    }

    /// <summary>Asks the grain when the calls before this one have been answered.</summary>
    /// <returns>Completes when the call has a place in line, which is at once unless too many wait.</returns>
    public ValueTask AskAsync(RootCall call)
    {
        lock (_scope.Lock)
        {
            if (_state != State.Mounted)
            {
                call.Drop();
                return ValueTask.CompletedTask;
            }

            if (_calling || !_waiting.IsEmpty)
            {
                return _waiting.TryAdd(call) ? ValueTask.CompletedTask : WaitAsync(_waiting.WhenRoom(), call);
            }

            _calling = true;
        }

        _ = RunAsync(Step.Ask, call);
        return ValueTask.CompletedTask;
    }

    /// <summary>Asks the grain one thing, and hands on what comes of it. For a call whose turn it is.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask CallAsync<TAnswer>(RootCall<TAnswer> call)
    {
        using var exchange = call.Exchange;
        exchange.Enter();
        RootAnswer answer;
        try
        {
            answer = call.Take(await _grain.AskAsync(call, _sequence.Delivered));
        }
        catch (Exception exception)
        {
            answer = _grain.NoAnswer(call, exception);
        }

        lock (_scope.Lock)
        {
            if (_state == State.Ended)
            {
                call.Drop();
            }
            else if (answer.Failure is { } failure)
            {
                // Nobody knows whether it ran. If it did, the sync brings its patch.
                call.AppendFailure(_channel, failure);
                _syncWanted = true;
            }
            else if (!answer.Mounted)
            {
                call.Drop();
                OnLost();
            }
            else
            {
                call.AppendReply(_channel);
                if (answer.Patch is { } patch)
                {
                    Deliver(patch);
                }
            }
        }
    }

    /// <summary>Takes an upload along, which ends with the root. Under the lock.</summary>
    /// <returns>False when it is too late for that.</returns>
    public bool TryAttach(UploadChannel upload)
    {
        if (_state != State.Mounted)
        {
            return false;
        }

        (_uploads ??= new RootUploads(_scope, MountId)).Add(upload);
        return true;
    }

    /// <summary>Lets go of an upload that has ended. Under the lock.</summary>
    public void Detach(UploadChannel upload) => _uploads?.Remove(upload);

    /// <summary>Ends what comes of a file that is not wanted any more. Under the lock.</summary>
    public void CancelUpload(string entryRef) => _uploads?.Cancel(entryRef);

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
                // Kept, or at least remembered as missing.
                _sequence.IsNext(patch);
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
    public void Resume()
    {
        lock (_scope.Lock)
        {
            _syncWanted |= _sequence.HasGap;
        }

        Continue();
    }

    /// <summary>Asks for a sync if it is time for one.</summary>
    public void SyncIfDue(long now)
    {
        if (now < Volatile.Read(ref _syncDue))
        {
            return;
        }

        lock (_scope.Lock)
        {
            if (_state != State.Mounted)
            {
                return;
            }

            // Set again when the sync is answered.
            _syncDue = long.MaxValue;
            _syncWanted = true;
        }

        Continue();
    }

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

        _reason = reason;
        _whenEnded += whenEnded;
        if (_state == State.Mounting)
        {
            // The mount's answer finds it so, and unmounts.
            Finish();
            return Task.CompletedTask;
        }

        _state = State.Ending;
        _waiting.OpenUp();
        _ended ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = Task.Run(Continue);
        return _ended.Task;
    }

    /// <summary>Ends the root now; what waits is dropped. Under the lock.</summary>
    public void Drop(TerminateReason reason)
    {
        if (_state == State.Ended)
        {
            return;
        }

        var mounting = _state == State.Mounting;
        _reason = reason;
        Finish();
        if (!mounting)
        {
            _ = Task.Run(() => CallUnmountAsync(reason).AsTask());
        }
    }

    private async ValueTask WaitAsync(Task room, RootCall call)
    {
        await room;
        await AskAsync(call);
    }

    private void Continue()
    {
        Step step;
        RootCall? call;
        lock (_scope.Lock)
        {
            if (_calling)
            {
                return;
            }

            step = Next(out call);
        }

        _ = RunAsync(step, call);
    }

    private async Task RunAsync(Step step, RootCall? call)
    {
        try
        {
            while (step != Step.None)
            {
                await (step switch
                {
                    Step.Ask => call!.RunAsync(this),
                    Step.Sync => CallSyncAsync(),
                    _ => CallUnmountAsync(_reason),
                });

                // Sent before the next call, whose silo may be slow.
                _scope.Writer.Flush();
                lock (_scope.Lock)
                {
                    step = Next(out call);
                }
            }
        }
        catch (Exception exception)
        {
            // Grains' failures are answers; this is ours. The client gets a new page rather than one that never answers.
            _scope.Logger.RootCallFailed(Id, exception);
            Push(null);
            Flush();
        }
    }

    // Under the lock, with nothing in flight: what to do next.
    private Step Next(out RootCall? call)
    {
        call = null;
        var step = Step.None;
        if (_state == State.Mounted && _syncWanted)
        {
            _syncWanted = false;
            step = Step.Sync;
        }
        else if (_state == State.Mounted && !_scope.Writer.HasRoom)
        {
            // The calls that wait would add their replies to what the client does not read.
        }
        else if (_state is State.Mounted or State.Ending && _waiting.TryTake(out call))
        {
            step = Step.Ask;
        }
        else if (_state == State.Ending)
        {
            Finish();
            step = Step.Unmount;
        }

        _calling = step != Step.None;
        return step;
    }

    private async ValueTask CallSyncAsync()
    {
        // It may begin where something else ended, and is no part of that.
        Activity.Current = null;
        if (_sequence.HasGap)
        {
            _scope.Logger.RepairStarted(Id, _sequence.Delivered);
            _scope.Metrics.RepairStarted();
        }

        var answer = await _grain.SyncAsync(_sequence.Delivered);
        lock (_scope.Lock)
        {
            if (answer is null)
            {
                // The silo may be on its way back, and the page is still good. The next sweep tries again.
                SyncAfter(TimeSpan.Zero);
                return;
            }

            if (!answer.Mounted)
            {
                OnLost();
                return;
            }

            SyncAfter(_scope.Options.SyncInterval, jitter: true);
            if (!answer.Missed.IsDefault)
            {
                foreach (var missed in answer.Missed)
                {
                    Deliver(missed);
                }
            }

            RepairIfGap();
        }
    }

    private async ValueTask CallUnmountAsync(TerminateReason reason)
    {
        // The last replies, and the reply to the leave.
        _scope.Writer.Flush();
        await _grain.UnmountAsync(reason);
        await DeleteFilesAsync();
    }

    // The last that is left of a root. A command may have been reading them until its grain was unmounted.
    private async Task DeleteFilesAsync()
    {
        if (_uploads is not null)
        {
            await _uploads.DeleteAsync();
        }

        _ended?.TrySetResult();
    }

    // Under the lock.
    private void Deliver(PatchEnvelope envelope)
    {
        if (_state is not (State.Mounted or State.Ending))
        {
            return;
        }

        var next = _sequence.IsNext(envelope) ? envelope : null;
        while (next is not null)
        {
            if (!next.IsEmpty && !TrySend(next))
            {
                // Held by the grain, so not held here as well.
                _sequence.Forget();
                return;
            }

            _sequence.Advance(next);
            next = _sequence.TryTakeNext();
        }

        RepairIfGap();
    }

    private bool TrySend(PatchEnvelope envelope)
    {
        if (!_scope.Writer.HasRoom)
        {
            return false;
        }

        using (GatewayActivities.StartDelivery())
        {
            _channel.AppendPatch(WireId, _sequence.ClientVersion, envelope);
        }

        _scope.Metrics.PatchDelivered();
        return true;
    }

    private void RepairIfGap()
    {
        // Without room there is nothing to gain; Resume comes when there is.
        if (_sequence.HasGap && _scope.Writer.HasRoom)
        {
            SyncAfter(_scope.Options.RepairDelay);
        }
    }

    // Makes the next sync due after that time, unless it is due before.
    private void SyncAfter(TimeSpan delay, bool jitter = false)
    {
        // Roots that were mounted together, after a restart say, should not ask together ever after.
        var span = jitter ? delay * (0.9 + (Random.Shared.NextDouble() * 0.2)) : delay;
        var due = _scope.Clock.GetTimestamp() + (long)(span.TotalSeconds * _scope.Clock.TimestampFrequency);
        Volatile.Write(ref _syncDue, Math.Min(_syncDue, due));
    }

    // Under the lock.
    private void OnLost()
    {
        switch (_state)
        {
            case State.Mounted:
                Finish();
                _scope.Logger.RootLost(Id);
                _scope.Metrics.RootLost(Id.Module);
                _channel.OnRootLost();
                _ = Task.Run(DeleteFilesAsync);
                break;
            case State.Ending:
                Finish();
                _ = Task.Run(DeleteFilesAsync);
                break;
            case State.Mounting:
                // It was mounted, then, and the answer that says so is still on its way. The first sweep after it will ask again.
                SyncAfter(TimeSpan.Zero);
                break;
        }
    }

    // Under the lock.
    private void Finish()
    {
        _state = State.Ended;
        while (_waiting.TryTake(out var call))
        {
            call.Drop();
        }

        _uploads?.CancelAll();
        _scope.Registry.Remove(this);
        _scope.Metrics.RootRemoved();
        _scope.Remove(this);
        _whenEnded?.Invoke();
        _whenEnded = null;
    }
}
