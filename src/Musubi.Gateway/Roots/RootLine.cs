using Musubi.Gateway.Collections;

namespace Musubi.Gateway.Roots;

/// <summary>What one mounted root's grain is asked, one thing at a time: a <see cref="RootCall"/>, a sync, and at the end the unmount.</summary>
/// <remarks>That alone keeps commands in order, and it keeps a sync from bringing the patch of a command whose reply is still on its way.
/// Whoever finds nothing in flight starts the call; the call, when answered, starts the next one. A sync that is wanted goes before the
/// calls that wait. What is not answered for long is asked once more beside that, and the first answer counts.</remarks>
internal sealed partial class RootLine(MountedRoot root, GrainLink grain, RootDelivery delivery, SocketScope scope)
{
    // All guarded by the scope's lock.
    private BoundedLine<RootCall> _waiting = new(scope.Options.MaxPendingCommands);
    private bool _busy;
    private Turn _turn;
    private bool _answered;
    private int _turns;
    private long _asked;
    private bool _isClosed;

    private enum Step
    {
        None,
        Ask,
        Sync,
        Unmount,
        Sleep,
    }

    /// <summary>Whether a call waits for its answer, or its turn. Under the lock.</summary>
    public bool IsAsking => (_turn.Call is not null && !_answered) || !_waiting.IsEmpty;

    /// <summary>Asks the grain when the calls before this one have been answered.</summary>
    /// <returns>Completes when the call has a place in line, which is at once unless too many wait.</returns>
    public ValueTask AskAsync(RootCall call)
    {
        Turn turn;
        lock (scope.Lock)
        {
            if (root.Phase != RootPhase.Mounted)
            {
                call.Drop();
                return ValueTask.CompletedTask;
            }

            var waits = _busy || !_waiting.IsEmpty;
            if (waits && !_waiting.TryAdd(call))
            {
                return WaitAsync(_waiting.WhenRoom(), call);
            }

            scope.Pending.Take(call.Bytes);
            if (waits)
            {
                return ValueTask.CompletedTask;
            }

            turn = Begin(Step.Ask, call);
        }

        _ = RunAsync(turn);
        return ValueTask.CompletedTask;
    }

    /// <summary>Goes on, if nothing is in flight, with what there is to do now.</summary>
    public void Continue()
    {
        Turn turn;
        lock (scope.Lock)
        {
            if (_busy)
            {
                return;
            }

            turn = Next();
        }

        _ = RunAsync(turn);
    }

    /// <summary>Goes on after the socket had no room.</summary>
    public void OnRoomAvailable()
    {
        lock (scope.Lock)
        {
            if (delivery.HasGap)
            {
                delivery.WantSync();
            }
        }

        Continue();
    }

    /// <summary>Does what it is time for.</summary>
    /// <param name="now">A timestamp of the clock. Sweeps come one after another.</param>
    /// <param name="repeats">How many calls may be made once more.</param>
    /// <param name="wakes">How many roots may be woken.</param>
    public void Sweep(long now, ref int repeats, ref int wakes)
    {
        SyncIfDue(now, ref wakes);
        RepeatIfSlow(now, ref repeats);
    }

    /// <summary>Goes on to the root's end: whoever waits for a place finds that there will be none, and the unmount follows what is in flight. Under the lock.</summary>
    /// <param name="abandon">Whether what is in flight is to know that its client has gone.</param>
    public void End(bool abandon)
    {
        if (abandon && _busy)
        {
            _ = Task.Run(() => grain.AbandonAsync().AsTask());
        }

        _waiting.OpenUp();
        _ = Task.Run(Continue);
    }

    /// <summary>Drops all that waits; nothing waits any more from then on. Under the lock.</summary>
    public void Drop()
    {
        _isClosed = true;
        while (_waiting.TryTake(out var call))
        {
            Drop(call);
        }
    }

    private void Drop(RootCall call)
    {
        scope.Pending.Return(call.Bytes);
        call.Drop();
    }

    private async ValueTask WaitAsync(Task room, RootCall call)
    {
        await room;
        await AskAsync(call);
    }

    // Under the lock: hands on what the grain answered.
    private void Take(RootCall call, RootAnswer answer)
    {
        if (root.Phase == RootPhase.Ended)
        {
            call.Drop();
        }
        else if (answer.Failure is { } failure)
        {
            // Nobody knows whether it ran. If it did, the sync brings its patch.
            call.AppendFailure(root.Owner.Frames, failure);
            delivery.WantSync();
        }
        else if (!answer.Mounted)
        {
            call.Drop();
            root.OnLost(answer.Detail);
        }
        else
        {
            call.AppendReply(root.Owner.Frames);
            if (answer.Patch is { } patch)
            {
                root.Deliver(patch);
            }
        }
    }

    // Under the lock, with nothing in flight: what to do next.
    private Turn Next()
    {
        GrainCall? call = null;
        var step = Step.None;
        if (root.Phase == RootPhase.Mounted && delivery.TakeSync())
        {
            step = Step.Sync;
        }
        else if (root.Phase == RootPhase.Mounted && !scope.Writer.HasRoom)
        {
            // The calls that wait would add their replies to what the client does not read.
        }
        else if (root.Phase is RootPhase.Mounted or RootPhase.Ending && _waiting.TryTake(out var first))
        {
            step = Step.Ask;
            call = WithThoseBehind(first);
        }
        else if (root.TakeUnmount())
        {
            step = Step.Unmount;
        }
        else if (root.Phase == RootPhase.Mounted && delivery.TakeSleep())
        {
            step = Step.Sleep;
        }

        return Begin(step, call);
    }
}
