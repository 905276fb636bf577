namespace Musubi.Gateway.Roots;

// Commands that wait for the root go to it together.
internal sealed partial class RootLine
{
    // As many may be in the next call: fewer than there may be at most where the grain has lately left some, and then twice as many each time.
    private int _together = CommandBatch.MaxCommands;

    // Under the lock: what comes of a call that has its turn, with the commands that wait right behind it. A command that somebody traces is a call of its own, which that trace shows.
    private GrainCall WithThoseBehind(RootCall first)
    {
        var most = _together;
        _together = Math.Min(2 * most, CommandBatch.MaxCommands);
        if (most == 1 || first is not RootCommand { IsTraced: false } command)
        {
            return first;
        }

        List<RootCommand>? commands = null;
        var bytes = command.Bytes;
        while (_waiting.TryPeek(out var next) && next is RootCommand { IsTraced: false } behind && (bytes += behind.Bytes) <= CommandBatch.MaxBytes)
        {
            _waiting.TryTake(out _);
            (commands ??= [command]).Add(behind);
            if (commands.Count == most)
            {
                break;
            }
        }

        return commands is null ? command : new CommandBatch(commands);
    }

    // Under the lock: answers commands that were asked together. Those that the grain left are first in line again.
    private void TakeEach(CommandBatch batch, CommandAnswer? answer, Exception? failure)
    {
        var taken = 0;
        for (; taken < batch.Commands.Count && (answer is not null || failure is not null); taken++)
        {
            Take(batch.Commands[taken], answer, failure);
            answer = answer?.Next;
        }

        if (taken == batch.Commands.Count)
        {
            return;
        }

        _together = taken;
        var left = batch.Commands.Skip(taken);
        if (_isClosed)
        {
            foreach (var command in left)
            {
                Drop(command);
            }
        }
        else
        {
            _waiting.PutBack(left);
        }
    }
}
