namespace Musubi.Bench.Servers;

/// <summary>What each contender serves: a counter of one's own, which a command raises, and which an announcement raises on every page.</summary>
[StoreName("CounterStore")]
public sealed class CounterStore(IGrainFactory grains) : RootStore<CounterState>
{
    private const string Topic = "everybody";

    private static readonly Key<int> Count = new("count");

    public override ValueTask<Socket> Init(Socket socket) => socket.Assign(Count, 0).Subscribe(Topic);

    public override ValueTask<Socket> HandleInfo(object message, Socket socket) => Raise(1, socket);

    public override CounterState Render(Socket socket) => new(socket.Get(Count));

    [Command]
    public Socket Add(int by, Socket socket) => Raise(by, socket);

    [Command]
    public async Task<Socket> Announce(Socket socket)
    {
        await grains.PublishAsync(Topic, new Announcement());
        return socket;
    }

    private static Socket Raise(int by, Socket socket) => socket.Update(Count, count => count + by);
}
