using Musubi.Gateway.Diagnostics;

namespace Musubi.Gateway.Roots;

// How what is asked of the grain is asked, and asked again.
internal sealed partial class RootLine
{
    // The sweep's: which turn it saw last, and since when, or when that was asked once more.
    private int _seen;
    private long _seenAt;

    // Under the lock, with nothing in flight.
    private Turn Begin(Step step, GrainCall? call)
    {
        _busy = step != Step.None;
        _answered = false;
        if (step is Step.Ask or Step.Sync)
        {
            delivery.Wake(step == Step.Ask ? WakeCause.Call : null);
        }

        var number = 0L;
        if (call is not null)
        {
            number = _asked + 1;
            _asked += call.Numbers;
        }

        return _turn = new Turn(step, call, number, _busy ? ++_turns : 0);
    }

    // There is one for each command, so it has one awaiter for all that it awaits, and what is rare is in methods of its own.
    private async Task RunAsync(Turn turn)
    {
        try
        {
            while (turn.Step != Step.None)
            {
                CommandAnswer? answer;
                try
                {
                    answer = await DoAsync(turn);
                }
                catch (Exception exception) when (turn.IsPlain)
                {
                    _ = RecoverAsync(turn, exception);
                    return;
                }

                if (answer is not null)
                {
                    Finish(turn, answer, null);
                }

                turn = GoOn(turn);
            }
        }
        catch (Exception exception)
        {
            OnFault(exception);
        }
    }

    // Goes on after a plain command got no answer.
    private async Task RecoverAsync(Turn turn, Exception exception)
    {
        try
        {
            await AskAgainAsync(turn, exception);
            await RunAsync(GoOn(turn));
        }
        catch (Exception fault)
        {
            OnFault(fault);
        }
    }

    // Grains' failures are answers; this is ours. The client gets a new page rather than one that never answers.
    private void OnFault(Exception exception)
    {
        scope.Loggers.Roots.RootCallFailed(grain.RootId, scope.ConnectionId, exception);
        root.Delivery.TryPush(null);
        root.Flush();
    }

    /// <returns>The answer to a plain command; null of everything else, which takes its answer itself.</returns>
    private ValueTask<CommandAnswer?> DoAsync(in Turn turn) =>
        (turn.IsPlain ? grain.SendAsync((RootCommand)turn.Call!, delivery.Delivered, turn.Number) : DoOtherAsync(turn)!)!;

    private async ValueTask<CommandAnswer?> DoOtherAsync(Turn turn)
    {
        await (turn.Step switch
        {
            Step.Ask => CallAsync(turn),
            Step.Sync => SyncAsync(turn),
            Step.Sleep => SleepAsync(turn),
            _ => root.UnmountAsync(),
        });
        return null;
    }

    // What to do next; nothing where another try of the turn was answered first, which has gone on.
    private Turn GoOn(in Turn turn)
    {
        // Sent before the next call, whose silo may be slow.
        scope.Writer.Flush();
        lock (scope.Lock)
        {
            return _turn.Id == turn.Id ? Next() : default;
        }
    }

    // By itself, so that the call's activity ends with it.
    private async ValueTask CallAsync(Turn turn)
    {
        var call = turn.Call!;
        using var exchange = call.Exchange;
        exchange.Enter();
        object answer;
        try
        {
            answer = await grain.AskAsync(call, delivery.Delivered, turn.Number);
        }
        catch (Exception exception)
        {
            await AskAgainAsync(turn, exception);
            return;
        }

        Finish(turn, answer, null);
    }

    private async ValueTask SyncAsync(Turn turn)
    {
        var answer = await delivery.AskAsync();
        lock (scope.Lock)
        {
            if (TryEnd(turn))
            {
                delivery.Take(answer);
            }
        }
    }

    // Under the lock: whether it is the first answer to what was asked.
    private bool TryEnd(in Turn turn) => !IsOver(turn) && (_answered = true);

    // Under the lock.
    private bool IsOver(in Turn turn) => _turn.Id != turn.Id || _answered;

    private void Finish(in Turn turn, object? answer, Exception? failure)
    {
        lock (scope.Lock)
        {
            if (TryEnd(turn))
            {
                Take(turn.Call!, answer, failure);
            }
        }
    }

    // Under the lock.
    private void Take(GrainCall asked, object? answer, Exception? failure)
    {
        if (asked is CommandBatch batch)
        {
            TakeEach(batch, (CommandAnswer?)answer, failure);
            return;
        }

        var call = (RootCall)asked;
        scope.Pending.Return(call.Bytes);
        Take(call, failure is null ? call.Take(answer!) : grain.NoAnswer(call, failure));
    }

    // Its silo stops or is lost. The next one has the root, or says that it has not, and does what has been done already no second time.
    private async Task AskAgainAsync(Turn turn, Exception exception)
    {
        var retry = new OutageRetry(scope.Clock, scope.Options.RetryUnavailableFor);
        while (await retry.WaitAsync(exception) && IsWanted(turn))
        {
            try
            {
                var answer = await grain.AskAsync(turn.Call!, delivery.Delivered, turn.Number);
                if (turn.Call!.IsOfAMountedRoot(answer))
                {
                    Finish(turn, answer, null);
                    return;
                }

                // Nobody knows whether it ran before the root was lost. The sync that follows finds that it was.
                break;
            }
            catch (Exception next)
            {
                exception = next;
            }
        }

        Finish(turn, null, exception);
    }

    private bool IsWanted(in Turn turn)
    {
        lock (scope.Lock)
        {
            return root.Phase != RootPhase.Ended && !IsOver(turn);
        }
    }

    // Asks once more what has no answer for long: the silo may be lost or stand still, and Orleans would wait for it.
    private void RepeatIfSlow(long now, ref int repeats)
    {
        var id = Volatile.Read(ref _turns);
        if (id != _seen)
        {
            (_seen, _seenAt) = (id, now);
            return;
        }

        if (!Volatile.Read(ref _busy) || repeats == 0 || scope.Clock.GetElapsedTime(_seenAt, now) < scope.Options.AskAgainAfter)
        {
            return;
        }

        Turn turn;
        lock (scope.Lock)
        {
            turn = _turn;
            if (turn.Id != id || turn.Step == Step.Unmount || IsOver(turn))
            {
                return;
            }
        }

        _seenAt = now;
        repeats--;
        _ = RepeatAsync(turn);
    }

    // The first answer counts. Should this be it, the turn is this try's from then on, and the earlier one finds that when it comes back.
    private async Task RepeatAsync(Turn turn)
    {
        scope.Metrics.CallRepeated();
        object answer;
        try
        {
            answer = turn.Step is Step.Sync or Step.Sleep ? await grain.RepeatSyncAsync(delivery.Delivered) : await grain.AskAsync(turn.Call!, delivery.Delivered, turn.Number);
        }
        catch (Exception)
        {
            // The earlier try says what becomes of it, or a later one.
            return;
        }

        try
        {
            lock (scope.Lock)
            {
                if (!TryEnd(turn))
                {
                    return;
                }

                turn = _turn = turn with { Id = ++_turns };
                switch (answer)
                {
                    case SyncAnswer sync:
                        delivery.Take(sync);
                        break;
                    case var _ when turn.Call!.IsOfAMountedRoot(answer):
                        Take(turn.Call, answer, null);
                        break;
                    default:
                        // As above.
                        Take(turn.Call, null, new SiloUnavailableException("The root was lost while it was asked."));
                        break;
                }
            }

            turn.Call?.Exchange.Dispose();
            await RunAsync(GoOn(turn));
        }
        catch (Exception fault)
        {
            OnFault(fault);
        }
    }

    /// <summary>What is in flight.</summary>
    /// <param name="Step">What is done.</param>
    /// <param name="Call">What is asked, if something is.</param>
    /// <param name="Number">The number of that, the same when it is asked again.</param>
    /// <param name="Id">Whose turn it is: another's, once a try was answered that was made beside it.</param>
    private readonly record struct Turn(Step Step, GrainCall? Call, long Number, int Id)
    {
        /// <summary>Most commands: nobody traces them, so that they leave nothing behind in the context of whoever asks for them.</summary>
        public bool IsPlain => Call is RootCommand { IsTraced: false };
    }
}
