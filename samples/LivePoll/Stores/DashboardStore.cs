using System.Collections.Immutable;
using LivePoll.Polls;
using Musubi;

namespace LivePoll.Stores;

/// <summary>All polls with their live totals.</summary>
[StoreName("Dashboard")]
internal sealed class DashboardStore(IGrainFactory grains, TimeProvider time) : RootStore<DashboardState>
{
    private static readonly Key<ImmutableArray<Poll>> Polls = new("polls");

    /// <summary>Subscribes first and reads then: a poll that opens in between waits in line, and none is missed.</summary>
    public override async ValueTask<Socket> Init(Socket socket) =>
        socket.Subscribe(PollChanged.AllTopic).Assign(Polls, await grains.GetGrain<IPollListGrain>(IPollListGrain.Key).List());

    public override ValueTask<Socket> HandleInfo(object message, Socket socket) =>
        message is PollChanged change ? socket.Update(Polls, polls => polls.Put(change.Poll)) : socket;

    public override DashboardState Render(Socket socket) => new([.. socket.Get(Polls).Select(PollCard.Of)]);

    [Command]
    public async Task<(CreatePollReply, Socket)> CreatePoll(string question, ImmutableArray<string> options, Socket socket)
    {
        if (!PollDraft.TryCreate(question, options, out var draft, out var problem))
        {
            return (CreatePollReply.Refused(problem), socket);
        }

        var poll = Poll.Create(draft, time.GetUtcNow());
        return await grains.GetGrain<IPollGrain>(poll.Id).Open(poll)
            ? (CreatePollReply.Created(poll.Id), socket)
            : (CreatePollReply.Refused("There are too many polls already."), socket);
    }
}
