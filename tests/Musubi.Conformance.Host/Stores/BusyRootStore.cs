namespace Musubi.Conformance.Host.Stores;

/// <summary>A root that many messages come to, each of which puts an item in a stream, says something and counts up.</summary>
[StoreName("Musubi.WireCapture.Stores.BusyRootStore")]
public sealed class BusyRootStore(IGrainFactory grains) : RootStore<BusyRootStore.State>
{
    /// <summary>What came, in order.</summary>
    public static readonly Stream<Item> Items = new("items", static item => $"item-{item.Number}");

    /// <summary>Says the same as an event.</summary>
    public static readonly PushEvent<Item> Came = new("came");

    private static readonly Key<string> Topic = new("topic");
    private static readonly Key<int> Count = new("count");
    private static readonly Key<bool> Plain = new("plain");

    /// <inheritdoc/>
    public override ValueTask<Socket> Mount(Params mountParams, Socket socket) => socket
        .Subscribe(mountParams.Get<string>("topic"))
        .Assign(Topic, mountParams.Get<string>("topic"))
        .Assign(Plain, mountParams.TryGet<bool>("plain", out var plain) && plain)
        .Assign(Count, 0);

    /// <summary>Takes as long as its params say.</summary>
    public override async ValueTask<Socket> Init(Socket socket)
    {
        if (socket.RootParams.TryGet<int>("wait", out var milliseconds))
        {
            await Task.Delay(milliseconds);
        }

        return socket;
    }

    /// <inheritdoc/>
    public override ValueTask<Socket> HandleInfo(object message, Socket socket)
    {
        socket = socket.Update(Count, static count => count + 1);
        return socket.Get(Plain) ? socket : socket.StreamInsert(Items, (Item)message).PushEvent(Came, (Item)message);
    }

    /// <inheritdoc/>
    public override State Render(Socket socket) => new(socket.Get(Count), Items);

    /// <summary>Publishes items to its own topic.</summary>
    [Command]
    public async Task<Socket> Publish(int from, int count, int size, Socket socket)
    {
        for (var number = from; number < from + count; number++)
        {
            await grains.PublishAsync(socket.Get(Topic), new Item(number, new string('x', size)));
        }

        return socket;
    }

    /// <summary>Publishes one item to any topic.</summary>
    [Command]
    public async Task<Socket> PublishTo(string topic, int number, Socket socket)
    {
        await grains.PublishAsync(topic, new Item(number));
        return socket;
    }

    /// <summary>Takes its time.</summary>
    [Command]
    public async Task<Socket> Wait(int milliseconds, Socket socket)
    {
        await Task.Delay(milliseconds);
        return socket;
    }

    /// <summary>What clients see.</summary>
    public sealed record State(int Count, Stream<Item> Items);

    /// <summary>One item.</summary>
    [GenerateSerializer, Immutable]
    public sealed record Item([property: Id(0)] int Number, [property: Id(1)] string Text = "");
}
