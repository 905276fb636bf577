using System.Text;
using CsCheck;
using Musubi.Grains.Resume;

namespace Musubi.Grains.Tests.Resume;

/// <summary>Commands that a client may send again. Source: docs/resume.md, "Commands: each once".</summary>
public sealed class AnsweredCommandsTests
{
    private readonly AnsweredCommands _commands = new();

    [Fact]
    public void Command_ThatIsNew_IsToBeRun() => Assert.Null(_commands.AnswerTo(1, 0));

    [Fact]
    public void Command_ThatWasRun_HasItsAnswer()
    {
        _commands.Add(1, Answer("one"));

        Assert.Equal("one", Text(_commands.AnswerTo(1, 0)));
    }

    [Fact]
    public void Command_WhoseAnswerIsAcknowledged_IsStale()
    {
        _commands.Add(1, Answer("one"));

        Assert.Equal(CommandOutcome.Stale, _commands.AnswerTo(1, 1)!.Outcome);
    }

    [Fact]
    public void Command_AfterALargeReply_IsBusyUntilThatIsAcknowledged()
    {
        _commands.Add(1, new CommandAnswer(CommandOutcome.Handled, new byte[AnsweredCommands.MaxBytes]));

        Assert.Equal(CommandOutcome.Busy, _commands.AnswerTo(2, 0)!.Outcome);
        Assert.Null(_commands.AnswerTo(2, 1));
    }

    [Fact]
    public void Command_BehindOneThatHadToWait_WaitsToo()
    {
        _commands.Add(1, new CommandAnswer(CommandOutcome.Handled, new byte[AnsweredCommands.MaxBytes]));
        Assert.Equal(CommandOutcome.Busy, _commands.AnswerTo(2, 0)!.Outcome);

        Assert.Equal(CommandOutcome.Busy, _commands.AnswerTo(3, 1)!.Outcome);
        Assert.Null(_commands.AnswerTo(2, 1));
        _commands.Add(2, Answer("two"));
        Assert.Null(_commands.AnswerTo(3, 1));
    }

    [Fact]
    public void Command_BehindOneThatTheClientGaveUp_IsToBeRun()
    {
        _commands.Add(1, new CommandAnswer(CommandOutcome.Handled, new byte[AnsweredCommands.MaxBytes]));
        Assert.Equal(CommandOutcome.Busy, _commands.AnswerTo(2, 0)!.Outcome);

        Assert.Null(_commands.AnswerTo(3, 2));
    }

    [Fact]
    public void Acknowledgement_OfAnswersThatWereNeverGiven_CountsForThoseThatWere()
    {
        _commands.Add(1, Answer("one"));
        Assert.Null(_commands.AnswerTo(2, long.MaxValue));
        _commands.Add(2, Answer("two"));

        Assert.Equal("two", Text(_commands.AnswerTo(2, 1)));
    }

    // However often and in whatever state of its knowledge a client asks, a command runs once, and until it is acknowledged its answer stays.
    [Fact]
    public void Commands_SentAnyNumberOfTimes_RunOnceEach() =>
        Gen.Select(Gen.Int[1, 100], Gen.Int[0, 3], Gen.Bool).Array[1, 400].Sample(steps =>
        {
            var commands = new AnsweredCommands();
            var ran = new Dictionary<long, int>();
            var (next, acknowledged) = (1L, 0L);
            foreach (var (back, ahead, moves) in steps)
            {
                acknowledged = ahead == 0 && next > 1 ? Math.Max(acknowledged, Math.Min(next - 1, acknowledged + back % 5)) : acknowledged;
                if (moves)
                {
                    var (captured, until, highest) = commands.Capture();
                    commands = new AnsweredCommands();
                    commands.Restore(captured, until, highest);
                }

                var number = Math.Max(1, next - (back % 7));
                switch (commands.AnswerTo(number, acknowledged))
                {
                    case null:
                        ran[number] = ran.GetValueOrDefault(number) + 1;
                        commands.Add(number, Answer($"{number}"));
                        next = number + 1;
                        break;
                    case { Outcome: CommandOutcome.Handled } given:
                        Assert.Equal($"{number}", Text(given));
                        break;
                    case { Outcome: CommandOutcome.Stale }:
                        Assert.True(number <= acknowledged);
                        break;
                    case { Outcome: CommandOutcome.Busy }:
                        Assert.True(next - 1 - acknowledged >= AnsweredCommands.MaxAnswers || number > next);
                        break;
                }
            }

            Assert.All(ran.Values, static times => Assert.Equal(1, times));
        });

    private static CommandAnswer Answer(string reply) => new(CommandOutcome.Handled, Encoding.UTF8.GetBytes(reply));

    private static string Text(CommandAnswer? answer) => Encoding.UTF8.GetString(answer!.Reply.Span);
}
