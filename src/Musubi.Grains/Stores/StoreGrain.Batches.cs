using Musubi.Grains.Stores.Turns;

namespace Musubi.Grains.Stores;

// Commands that waited for the root together, and come in one call. Each is what it would be in a call of its own: it renders, and has its answer, its patch and its version.
// What they came to leaves together, and a durable root writes it down at once.
internal sealed partial class StoreGrain
{
    private ValueTask<CommandAnswer> RunTogether(CommandRequest first)
    {
        if (Mounted(first.MountId) is not { } mount)
        {
            return new(CommandTurn.Instance.NotMounted);
        }

        mount.Acknowledge(first.Delivered);
        return mount.AnswerTo(first.Number) is CommandAnswer given ? new(given)
            : mount.IsPast(first.Number) ? new(CommandTurn.Instance.NotMounted)
            : mount.NeedsSnapshot ? RunAlone(first)
            : RunTogether(mount, first);
    }

    // The answers of those that were run. They are less than were asked where the rest would make the others wait, see docs/design.md.
    private async ValueTask<CommandAnswer> RunTogether(RootMount mount, CommandRequest first)
    {
        var batch = new CommandBatch();
        var request = first;
        CommandAnswer answer;
        mount.Use();
        mount.BeginTurn();
        try
        {
            while (true)
            {
                var running = RunNext(mount, request);
                var waited = !running.IsCompleted;
                answer = await running;
                mount.Tree.FindCommand(request.StoreId, request.Name)?.NoteWaited(waited);
                if (answer.Outcome == CommandOutcome.Crashed)
                {
                    break;
                }

                batch.Add(request.Number, answer, mount.IsDurable ? mount.Tree.TakeChange() : null);
                if (waited || batch.IsFull || !TakesNext(mount, request, answer))
                {
                    break;
                }

                request = request.Next!;
            }

            var crashed = answer.Outcome == CommandOutcome.Crashed;
            if (!batch.IsEmpty && await Release(mount, batch, beforeACrash: crashed) is { } refusal)
            {
                return refusal;
            }

            if (crashed)
            {
                // Those before it are accepted. They and the crash are what the call is answered, also when it comes again.
                await EndCrashed(mount, request.Number, batch.IsEmpty ? answer : AnswerChain.WithoutPatches(batch.Answer, answer));
                batch.Add(request.Number, answer, null);
            }

            return batch.Answer;
        }
        finally
        {
            mount.EndTurn();
        }
    }

    // Whether the command behind one may run before that one is answered. One that waited the last time is not run behind others, which would wait with it. And of a durable root's record
    // the build before reads the last patch alone; it makes up for the others by the whole state, which brings back no items of streams and no events.
    private static bool TakesNext(RootMount mount, CommandRequest request, CommandAnswer answer) =>
        request.Next is { } next
        && mount.Tree.FindCommand(next.StoreId, next.Name) is not { HasWaited: true }
        && !(mount.IsDurable && answer.Patch is { HoldsMoreThanState: true });

    // One of several commands. What it comes to is kept where nobody sees it yet.
    private async ValueTask<CommandAnswer> RunNext(RootMount mount, CommandRequest request)
    {
        if (request.Cid > 0)
        {
            mount.Confirm();
            if (mount.Commands.AnswerTo(request.Cid, request.Ack) is { } given)
            {
                return given;
            }
        }

        mount.Cid = request.Cid;
        var turn = CommandTurn.Instance;
        using var cycle = turn.Measure(silo.Metrics, mount.Tree.Module, request);
        try
        {
            var answer = turn.Complete(cycle, mount.Tree, request, await turn.Run(mount.Tree, request));
            if (request.Cid > 0)
            {
                mount.Remember(request.Cid, answer);
            }

            return answer;
        }
        catch (Exception exception)
        {
            turn.Crash(cycle, silo.Logger, request, exception);
            return turn.Crashed(exception);
        }
    }

    // Lets out what commands came to, once a durable root has it written down. Null when it is out; else what is answered in its place.
    private async ValueTask<CommandAnswer?> Release(RootMount mount, CommandBatch batch, bool beforeACrash)
    {
        if (mount.IsDurable && batch.HasChanged && await Save(mount, mount.SaveAsync(batch, beforeACrash)) is not SaveOutcome.Saved and var failure)
        {
            return failure == SaveOutcome.Fenced ? CommandTurn.Instance.NotMounted : CommandTurn.Instance.Unavailable;
        }

        foreach (var patch in batch.Patches)
        {
            mount.Keep(patch);
        }

        if (batch.Number != 0)
        {
            mount.Remember(batch.Number, batch.Answer, batch.LastPatch);
        }

        return null;
    }
}
