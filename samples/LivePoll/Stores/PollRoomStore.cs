using LivePoll.Audiences;
using LivePoll.Comments;
using LivePoll.Polls;
using Musubi;

namespace LivePoll.Stores;

/// <summary>One poll: its options to vote on, and who else is looking, and what they say.</summary>
[StoreName("PollRoom")]
internal sealed class PollRoomStore(IGrainFactory grains) : RootStore<PollRoomState>
{
    public static readonly Attr<string> PollId = new("poll_id");
    public static readonly Attr<string> Page = new("page");

    /// <summary>An event and no state: it happens, and then it is over.</summary>
    public static readonly PushEvent<LeadTaken> LeadTaken = new("lead_taken");

    private const int MaxPageLength = 64;
    private const string CommentsId = "comments";

    private static readonly Key<Poll?> Poll = new("poll");
    private static readonly Key<string?> Choice = new("choice");
    private static readonly Key<Audience> Audience = new("audience");
    private static readonly Key<Visit> Visit = new("visit");

    /// <summary>Subscribes first and reads then, so that no change falls between the two.</summary>
    public override async ValueTask<Socket> Init(Socket socket)
    {
        var (id, page, user) = (socket.Get(PollId), socket.Get(Page), User.Of(socket));
        if (!Polls.Poll.IsId(id) || page.Length > MaxPageLength)
        {
            return socket.Assign(Poll, null);
        }

        socket = socket.Subscribe(PollChanged.TopicOf(id));
        if (await grains.GetGrain<IPollGrain>(id).View(user.Id) is not { } view)
        {
            return socket.Assign(Poll, null);
        }

        var visit = new Visit($"{user.Id}:{page}", Guid.NewGuid(), new Viewer(user.PublicKey, user.Name));
        return socket
            .Assign(Poll, view.Poll)
            .Assign(Choice, view.Choice)
            .Assign(Visit, visit)
            .Assign(Audience, await grains.GetGrain<IAudienceGrain>(id).Enter(visit));
    }

    public override ValueTask<Socket> HandleInfo(object message, Socket socket) => message switch
    {
        // The poll was not there to be found, and is not found because it changes.
        _ when socket.Get(Poll) is null => socket,
        PollChanged change when change.Poll.Revision > socket.Get(Poll)!.Revision => Take(change, socket),
        Audience audience when audience.Revision > socket.Get(Audience).Revision => socket.Assign(Audience, audience),
        CommentAdded or CommentDeleted => Tell(message, socket),
        _ => socket,
    };

    public override async ValueTask Terminate(TerminateReason reason, Socket socket)
    {
        if (socket.Get(Poll) is { } poll)
        {
            await grains.GetGrain<IAudienceGrain>(poll.Id).Leave(socket.Get(Visit));
        }
    }

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
            Child<AudienceStore>("audience", AudienceStore.Audience.Is(socket.Get(Audience))),
            Child<CommentsStore>(CommentsId, CommentsStore.PollId.Is(poll.Id)));
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
