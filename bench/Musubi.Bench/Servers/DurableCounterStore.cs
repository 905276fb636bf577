namespace Musubi.Bench.Servers;

/// <summary>The same counter as a durable root. It listens to no topic, since nothing is announced to it.</summary>
[Durable, StoreName("DurableCounterStore")]
public sealed class DurableCounterStore : RootStore<CounterState>
{
    private static readonly Key<int> Count = new("count");

    public override ValueTask<Socket> Init(Socket socket) => socket.Assign(Count, 0);

    public override CounterState Render(Socket socket) => new(socket.Get(Count));

    [Command]
    public Socket Add(int by, Socket socket) => socket.Update(Count, count => count + by);
}
