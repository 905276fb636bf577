using System.Collections.Immutable;

namespace Musubi.Testing.Tests.Examples;

// docs:counter
public sealed record CounterState(int Count);

public sealed class CounterStore : RootStore<CounterState>
{
    public static readonly Attr<int> Count = new("count", 0);

    [Command]
    public Socket Add(int by, Socket socket) => socket.Update(Count, count => count + by);

    public override CounterState Render(Socket socket) => new(socket.Get(Count));
}
// docs:end

// docs:children
public sealed record CartState(ImmutableArray<Child<LineStore>> Lines, int Total);

public sealed class CartStore : RootStore<CartState>
{
    public static readonly Key<ImmutableArray<string>> Products = new("products");

    public override ValueTask<Socket> Mount(Params mountParams, Socket socket) =>
        socket.Assign(Products, [.. mountParams.Get<string[]>("products")]);

    [Command]
    public (AddReply Reply, Socket Socket) AddProduct(string name, Socket socket) => socket.Get(Products).Contains(name)
        ? (new AddReply(false), socket)
        : (new AddReply(true), socket.Update(Products, products => products.Add(name)));

    public override CartState Render(Socket socket)
    {
        var products = socket.Get(Products);
        return new([.. products.Select(name => Child<LineStore>(name, LineStore.Name.Is(name)))], products.Length);
    }
}

public sealed record AddReply(bool Added);

public sealed record LineState(string Name, int Quantity);

public sealed class LineStore : Store<LineState>
{
    public static readonly Attr<string> Name = new("name");
    public static readonly Key<int> Quantity = new("quantity");

    public override ValueTask<Socket> Init(Socket socket) => socket.Assign(Quantity, 1);

    [Command]
    public Socket More(Socket socket) => socket.Update(Quantity, quantity => quantity + 1);

    public override LineState Render(Socket socket) => new(socket.Get(Name), socket.Get(Quantity));
}
// docs:end

// docs:outside
public sealed record ClockState(string LastTick, int Ticks);

public sealed class ClockStore : RootStore<ClockState>
{
    private static readonly Key<int> Ticks = new("ticks");
    private static readonly Key<string> LastTick = new("last_tick");

    public override ValueTask<Socket> Init(Socket socket) => socket
        .Assign(Ticks, 0)
        .Assign(LastTick, "none yet")
        .Subscribe("clock")
        .SendAfter(TimeSpan.FromSeconds(1), "own");

    public override ValueTask<Socket> HandleInfo(object message, Socket socket)
    {
        var ticked = socket.Update(Ticks, ticks => ticks + 1).Assign(LastTick, (string)message);
        return message is "own" ? ticked.SendAfter(TimeSpan.FromSeconds(1), "own") : ticked;
    }

    public override ClockState Render(Socket socket) => new(socket.Get(LastTick), socket.Get(Ticks));
}
// docs:end

public sealed class StoresExample
{
    [Fact]
    public async Task Counter_Added_Counts()
    {
        // docs:counter-test
        await using var page = await StorePage.MountAsync<CounterStore>();

        await page.DispatchAsync("add", new { by = 3 });

        Assert.Equal(new CounterState(3), page.Render<CounterState>());
        // docs:end
    }

    [Fact]
    public async Task Cart_Lines_AreStoresOfTheirOwn()
    {
        await using var page = await StorePage.MountAsync<CartStore>(new { products = new[] { "tea" } });

        var reply = await page.DispatchAsync<AddReply>("add_product", new { name = "milk" });
        await page.DispatchAsync("more", new { }, StoreId.Of("lines", "milk"));

        Assert.True(reply.Added);
        Assert.Equal(new LineState("milk", 2), page.Render<LineState>(StoreId.Of("lines", "milk")));
        Assert.Equal(new LineState("tea", 1), page.Render<LineState>(StoreId.Of("lines", "tea")));
    }

    [Fact]
    public async Task Clock_MessagesAndTimers_ReachHandleInfo()
    {
        await using var page = await StorePage.MountAsync<ClockStore>();

        await page.AdvanceAsync(TimeSpan.FromSeconds(2));
        await page.PublishAsync("clock", "from outside");

        Assert.Equal(new ClockState("from outside", 3), page.Render<ClockState>());
    }
}
