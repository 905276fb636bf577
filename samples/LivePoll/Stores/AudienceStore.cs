using LivePoll.Audiences;
using LivePoll.Polls;
using Musubi;

namespace LivePoll.Stores;

/// <summary>Who looks at a poll. A root of its own, and one in memory: the room outlives its server, and a look at it ends with the page.</summary>
[StoreName("Audience")]
internal sealed class AudienceStore(IGrainFactory grains) : RootStore<AudienceState>
{
    public static readonly Attr<string> PollId = new("poll_id");
    public static readonly Attr<string> Page = new("page");

    private const int MaxPageLength = 64;
    private const int MaxNamed = 5;

    private static readonly Key<Audience> Audience = new("audience");
    private static readonly Key<Visit?> Visit = new("visit");

    /// <summary>Subscribes first and enters then, so that nobody comes or goes unseen between the two.</summary>
    public override async ValueTask<Socket> Init(Socket socket)
    {
        var (id, page, user) = (socket.Get(PollId), socket.Get(Page), User.Of(socket));
        if (!Poll.IsId(id) || page.Length > MaxPageLength)
        {
            return socket.Assign(Visit, null).Assign(Audience, Audiences.Audience.Empty);
        }

        socket = socket.Subscribe(Audiences.Audience.TopicOf(id));
        var visit = new Visit($"{user.Id}:{page}", Guid.NewGuid(), new Viewer(user.PublicKey, user.Name));
        return socket.Assign(Visit, visit).Assign(Audience, await grains.GetGrain<IAudienceGrain>(id).Enter(visit));
    }

    public override ValueTask<Socket> HandleInfo(object message, Socket socket) =>
        message is Audience audience && audience.Revision > socket.Get(Audience).Revision ? socket.Assign(Audience, audience) : socket;

    public override async ValueTask Terminate(TerminateReason reason, Socket socket)
    {
        if (socket.Get(Visit) is { } visit)
        {
            await grains.GetGrain<IAudienceGrain>(socket.Get(PollId)).Leave(visit);
        }
    }

    public override AudienceState Render(Socket socket)
    {
        var viewers = socket.Get(Audience).Viewers;
        return new AudienceState(viewers.Length, [.. viewers.Take(MaxNamed)]);
    }
}
