using System.Text;
using Musubi.Gateway.Collections;
using Musubi.Gateway.Diagnostics;
using Musubi.Gateway.Wire;

namespace Musubi.Gateway.Roots;

/// <summary>A command for one root, out of its frame.</summary>
/// <param name="ref">What the reply must carry.</param>
/// <param name="storeId">The addressed store.</param>
/// <param name="name">The command's name.</param>
/// <param name="payload">Its payload: the client's JSON, in memory of its own.</param>
/// <param name="exchange">How it is timed and traced.</param>
internal class RootCommand(string? @ref, StoreId storeId, string name, byte[] payload, Exchange exchange) : RootCall
{
    private CommandAnswer? _answer;

    public override Exchange Exchange => exchange;

    /// <summary>The client's number for it; 0 for none.</summary>
    protected virtual long Cid => 0;

    /// <summary>The number up to which the client has every answer.</summary>
    protected virtual long Ack => 0;

    public override int Bytes => OwnBytes + payload.Length + PendingBytes.Of(name) + PendingBytes.Of(@ref) + PendingBytes.Of(storeId);

    /// <summary>Whether somebody traces it.</summary>
    public bool IsTraced => exchange.IsTraced;

    /// <summary>Asks the grain like <see cref="AskAsync"/>, without one more state machine, for which a command is too frequent.</summary>
    public ValueTask<CommandAnswer> SendAsync(IStoreGrain grain, long mountId, long delivered, long number) =>
        grain.Command(Request(mountId, delivered, number));

    /// <summary>What the grain is asked.</summary>
    /// <param name="mountId">The mount that the client is looking at.</param>
    /// <param name="delivered">The version of the last envelope that reached the client.</param>
    /// <param name="number">Which of the mount's calls it is.</param>
    /// <param name="next">The command behind it in the same call.</param>
    public CommandRequest Request(long mountId, long delivered, long number, CommandRequest? next = null) =>
        new(mountId, delivered, storeId, name, payload, number, Cid, Ack, next);

    public override async ValueTask<object> AskAsync(IStoreGrain grain, long mountId, long delivered, long number) =>
        await SendAsync(grain, mountId, delivered, number);

    public override bool IsOfAMountedRoot(object answer) => ((CommandAnswer)answer).Outcome is not (CommandOutcome.Crashed or CommandOutcome.NotMounted);

    public override RootAnswer Take(object answer)
    {
        var given = _answer = (CommandAnswer)answer;
        exchange.End(given.Outcome, name);
        return new RootAnswer(IsOfAMountedRoot(given), given.Patch, Detail: given is { Outcome: CommandOutcome.Crashed, Reply.IsEmpty: false } ? Encoding.UTF8.GetString(given.Reply.Span) : null);
    }

    public override void AppendReply(ChannelFrames channel)
    {
        switch (_answer!.Outcome)
        {
            case CommandOutcome.UnknownStore:
                channel.AppendRefusal(@ref, Refusal.UnknownStore);
                break;
            case CommandOutcome.UnknownCommand:
                channel.AppendRefusal(@ref, Refusal.UnknownCommand);
                break;
            case CommandOutcome.Busy:
                channel.AppendRefusal(@ref, Refusal.Busy);
                break;
            case CommandOutcome.Stale:
                channel.AppendRefusal(@ref, Refusal.Stale);
                break;
            case CommandOutcome.CrashedBefore:
                channel.AppendRefusal(@ref, Refusal.Crashed);
                break;
            default:
                channel.AppendReply(@ref, ok: true, _answer.Reply);
                break;
        }
    }

    public override void AppendFailure(ChannelFrames channel, Refusal failure) => channel.AppendRefusal(@ref, failure);

    public override void Drop() => exchange.Dispose();
}
