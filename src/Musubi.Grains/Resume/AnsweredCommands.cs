using System.Collections.Immutable;

namespace Musubi.Grains.Resume;

/// <summary>The answers to a client's numbered commands, until it says that it has them: a command that comes again is answered and not run.</summary>
/// <remarks>Bounded without forgetting: when it is full, nothing more is run until the client acknowledges some.</remarks>
internal sealed class AnsweredCommands
{
    internal const int MaxAnswers = 64;
    internal const int MaxBytes = 64 * 1024;

    private readonly Queue<NumberedAnswer> _answers = new();
    private int _bytes;
    private long _acknowledged;
    private long _highest;

    // A command that had to wait: later ones wait behind it, or it would come too late for its place. 0 for none.
    private long _waiting;

    /// <summary>The number up to which the client has every answer.</summary>
    public long Acknowledged => _acknowledged;

    /// <summary>The answer to a command that is not to be run; null for one that is.</summary>
    /// <param name="number">The command's.</param>
    /// <param name="acknowledged">The number up to which the client has every answer.</param>
    public CommandAnswer? AnswerTo(long number, long acknowledged)
    {
        // It cannot have answers that were never given.
        _acknowledged = Math.Max(_acknowledged, Math.Min(acknowledged, _highest));
        while (_answers.TryPeek(out var oldest) && oldest.Number <= _acknowledged)
        {
            _answers.Dequeue();
            _bytes -= oldest.Answer.Reply.Length;
        }

        if (acknowledged >= _waiting)
        {
            // It has been run, or the client has given it up.
            _waiting = 0;
        }

        if (number <= _highest)
        {
            return _answers.FirstOrDefault(given => given.Number == number)?.Answer ?? new CommandAnswer(CommandOutcome.Stale);
        }

        if (_answers.Count < MaxAnswers && _bytes < MaxBytes && (_waiting == 0 || number <= _waiting))
        {
            return null;
        }

        _waiting = _waiting == 0 ? number : Math.Min(number, _waiting);
        return new CommandAnswer(CommandOutcome.Busy);
    }

    /// <summary>Keeps the answer to a command that has run. Its patch has other ways to the client.</summary>
    public void Add(long number, CommandAnswer answer)
    {
        _highest = number;
        _waiting = number >= _waiting ? 0 : _waiting;
        _answers.Enqueue(new NumberedAnswer(number, answer with { Patch = null }));
        _bytes += answer.Reply.Length;
    }

    /// <summary>What another silo needs in order to go on.</summary>
    public (ImmutableArray<NumberedAnswer> Answers, long Acknowledged, long Highest) Capture() => ([.. _answers], _acknowledged, _highest);

    /// <summary>Takes over what was kept elsewhere.</summary>
    public void Restore(ImmutableArray<NumberedAnswer> answers, long acknowledged, long highest)
    {
        foreach (var (number, answer) in answers)
        {
            Add(number, answer);
        }

        (_acknowledged, _highest) = (acknowledged, highest);
    }
}
