namespace Musubi.Conformance.Host.Stores;

/// <summary>A durable root that counts what is published to its topic, and how often it was told that it may have missed some.</summary>
[StoreName("Musubi.WireCapture.Stores.DurableTopicRootStore")]
[Durable]
public sealed class DurableTopicRootStore : RootStore<DurableTopicRootStore.State>
{
    private static readonly Key<int> Count = new("count");
    private static readonly Key<int> Missed = new("missed");

    /// <inheritdoc/>
    public override ValueTask<Socket> Mount(Params mountParams, Socket socket) =>
        socket.Subscribe(mountParams.Get<string>("topic")).Assign(Count, 0).Assign(Missed, 0);

    /// <inheritdoc/>
    public override ValueTask<Socket> HandleInfo(object message, Socket socket) => socket.Update(Count, static count => count + 1);

    /// <inheritdoc/>
    public override ValueTask<Socket> Resumed(Lost lost, Socket socket) =>
        lost.HasFlag(Lost.Messages) ? socket.Update(Missed, static missed => missed + 1) : socket;

    /// <inheritdoc/>
    public override State Render(Socket socket) => new(socket.Get(Count), socket.Get(Missed));

    /// <summary>Answers with the count, and changes nothing.</summary>
    [Command]
    public (State Reply, Socket Socket) Look(Socket socket) => (Render(socket), socket);

    /// <summary>What clients see.</summary>
    public sealed record State(int Count, int Missed);
}
