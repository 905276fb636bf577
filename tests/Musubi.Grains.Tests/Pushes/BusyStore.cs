namespace Musubi.Grains.Tests.Pushes;

/// <summary>A root whose messages insert, delete and reset items, and say each time which message it was.</summary>
[StoreName("Busy")]
public sealed class BusyStore : RootStore<BusyStore.State>
{
    public static readonly Stream<Item> Items = new("items", static item => $"{item.Key}");
    public static readonly Stream<Item> Commands = new("commands", static item => $"{item.Key}");
    public static readonly PushEvent<Item> Came = new("came");

    private static readonly Key<int> Count = new("count");

    /// <summary>What a message does to the stream.</summary>
    public enum Act
    {
        Insert,
        Delete,
        Reset,
        DeleteAndInsert,
    }

    public override ValueTask<Socket> Mount(Params mountParams, Socket socket) =>
        socket.Subscribe(mountParams.Get<string>("topic")).Assign(Count, 0);

    public override ValueTask<Socket> HandleInfo(object message, Socket socket)
    {
        var (act, number, key) = (Message)message;
        socket = socket.Update(Count, static count => count + 1).PushEvent(Came, new Item(number, 0));
        return act switch
        {
            Act.Insert => socket.StreamInsert(Items, new Item(key, number)),
            Act.Delete => socket.StreamDeleteByItemKey(Items, $"{key}"),
            Act.Reset => socket.Stream(Items, [new Item(key, number)], reset: true),
            _ => socket.StreamDeleteByItemKey(Items, $"{key}").StreamInsert(Items, new Item(key + 1, number)),
        };
    }

    public override State Render(Socket socket) => new(socket.Get(Count), Items, Commands);

    [Command]
    public async Task<Socket> Add(int number, int milliseconds, Socket socket)
    {
        if (milliseconds > 0)
        {
            await Task.Delay(milliseconds);
        }

        return socket.StreamInsert(Commands, new Item(number, number));
    }

    public sealed record State(int Count, Stream<Item> Items, Stream<Item> Commands);

    public sealed record Item(int Key, int Number);

    [GenerateSerializer, Immutable]
    public sealed record Message([property: Id(0)] Act Act, [property: Id(1)] int Number, [property: Id(2)] int Key);
}
