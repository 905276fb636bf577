namespace Musubi.Conformance.Host.Stores;

/// <summary>A root that shows the last message published to its topic.</summary>
[StoreName("Musubi.WireCapture.Stores.TopicRootStore")]
public sealed class TopicRootStore(IGrainFactory grains) : RootStore<TopicRootStore.State>
{
    private static readonly Key<string?> Last = new("last");
    private static readonly Key<int> Count = new("count");

    /// <inheritdoc/>
    public override ValueTask<Socket> Mount(Params mountParams, Socket socket) =>
        socket.Subscribe(mountParams.Get<string>("topic")).Assign(Last, null).Assign(Count, 0);

    /// <inheritdoc/>
    public override ValueTask<Socket> HandleInfo(object message, Socket socket) =>
        socket.Assign(Last, (string)message).Update(Count, static count => count + 1);

    /// <inheritdoc/>
    public override State Render(Socket socket) => new(socket.Get(Last), socket.Get(Count));

    /// <summary>Publishes to a topic, this root's or another.</summary>
    [Command]
    public async ValueTask<Socket> Publish(string topic, string text, Socket socket)
    {
        await grains.PublishAsync(topic, text);
        return socket;
    }

    /// <summary>What clients see.</summary>
    public sealed record State(string? Last, int Count);
}
