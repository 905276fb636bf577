using LivePoll.Comments;
using LivePoll.Polls;
using Musubi;

namespace LivePoll.Stores;

/// <summary>One poll: its options to vote on, and what is said about it. Durable, so that the page goes on after its server was killed, with what its user had half done there.</summary>
[Durable]
[StoreName("PollRoom")]
internal sealed class PollRoomStore(IGrainFactory grains) : RootStore<PollRoomState>
{
    public static readonly Attr<string> PollId = new("poll_id");

    /// <summary>An event and no state: it happens, and then it is over.</summary>
    public static readonly PushEvent<LeadTaken> LeadTaken = new("lead_taken");

    private const string CommentsId = "comments";

    private static readonly Key<Poll?> Poll = new("poll");
    private static readonly Key<string?> Choice = new("choice");

    /// <summary>Subscribes first and reads then, so that no change falls between the two.</summary>
    public override async ValueTask<Socket> Init(Socket socket) =>
        Polls.Poll.IsId(socket.Get(PollId)) ? await Read(socket.Subscribe(PollChanged.TopicOf(socket.Get(PollId)))) : socket.Assign(Poll, null);

    /// <summary>What was published while no silo had this room is read.</summary>
    public override async ValueTask<Socket> Resumed(Lost lost, Socket socket) => lost.HasFlag(Lost.Messages) ? await Read(socket) : socket;

    public override ValueTask<Socket> HandleInfo(object message, Socket socket) => message switch
    {
        // The poll was not there to be found, and is not found because it changes.
        _ when socket.Get(Poll) is null => socket,
        PollChanged change when change.Poll.Revision > socket.Get(Poll)!.Revision => Take(change, socket),
        CommentAdded or CommentDeleted => Tell(message, socket),
        _ => socket,
    };

    public override PollRoomState Render(Socket socket)
    {
        if (socket.Get(Poll) is not { } poll)
        {
            return PollRoomState.NotFound;
        }

        var (votes, most) = (poll.Votes, poll.Options.Max(static option => option.Votes));
        return new PollRoomState(
            Found: true,
            poll.Question,
            votes,
            poll.CreatedAt,
            [.. poll.Options.Select(option => Child<PollOptionStore>(
                option.Id,
                PollOptionStore.PollId.Is(poll.Id),
                PollOptionStore.Label.Is(option.Label),
                PollOptionStore.Votes.Is(option.Votes),
                PollOptionStore.Percent.Is(votes == 0 ? 0 : (int)Math.Round(100.0 * option.Votes / votes)),
                PollOptionStore.Leading.Is(option.Votes == most && votes > 0),
                PollOptionStore.Chosen.Is(option.Id == socket.Get(Choice))))],
            Child<CommentsStore>(CommentsId, CommentsStore.PollId.Is(poll.Id)));
    }

    private async ValueTask<Socket> Read(Socket socket)
    {
        var view = await grains.GetGrain<IPollGrain>(socket.Get(PollId)).View(User.Of(socket).Id);
        return socket.Assign(Poll, view?.Poll).Assign(Choice, view?.Choice);
    }

    private static Socket Take(PollChanged change, Socket socket)
    {
        var before = socket.Get(Poll)!.Leader;
        socket = socket.Assign(Poll, change.Poll);
        if (change.Poll.Leader is { } leader && leader.Id != before?.Id)
        {
            socket = socket.PushEvent(LeadTaken, new LeadTaken(leader.Label));
        }

        // A user may vote in another tab, or on another page that shares the id.
        return change.Ballot is { } ballot && ballot.UserId == User.Of(socket).Id ? socket.Assign(Choice, ballot.OptionId) : socket;
    }

    private async ValueTask<Socket> Tell(object news, Socket socket)
    {
        await grains.SendUpdateAsync(socket.Address with { StoreId = socket.StoreId.Append(CommentsId) }, CommentsStore.News.Is(news));
        return socket;
    }
}
