using LivePoll.Polls;
using Musubi;

namespace LivePoll.Stores;

/// <summary>One option of a poll. Its local id is the option's.</summary>
[StoreName("PollOption")]
internal sealed class PollOptionStore(IGrainFactory grains) : Store<PollOptionState>
{
    public static readonly Attr<string> PollId = new("poll_id");
    public static readonly Attr<string> Label = new("label");
    public static readonly Attr<int> Votes = new("votes");
    public static readonly Attr<int> Percent = new("percent");
    public static readonly Attr<bool> Leading = new("leading");
    public static readonly Attr<bool> Chosen = new("chosen");

    public override PollOptionState Render(Socket socket) => new(
        socket.Get(Label), socket.Get(Votes), socket.Get(Percent), socket.Get(Leading), socket.Get(Chosen));

    /// <summary>Changes nothing here: the poll publishes the vote, and every page that shows the poll hears of it, this one included.</summary>
    [Command]
    public async Task<Socket> Vote(Socket socket)
    {
        await grains.GetGrain<IPollGrain>(socket.Get(PollId)).Vote(new Ballot(User.Of(socket).Id, socket.Id));
        return socket;
    }
}
