using System.Collections.Immutable;
using System.Text.Json;

namespace Musubi.Grains.Tests.Durable;

/// <summary>A root with every kind of thing that a durable one keeps: what the golden files hold was made of it.</summary>
/// <remarks>Files that were made of it stay as they are, so what it declares is only added to.</remarks>
[StoreName("Golden"), Durable]
public sealed class GoldenStore : RootStore<GoldenStore.State>
{
    public static readonly Stream<GoldenItem> Items = new("items", static item => item.Name);
    public static readonly PushEvent<GoldenNews> News = new("news");
    public static readonly Upload Papers = new("papers") { Accept = [".txt"], MaxEntries = 2 };
    private static readonly Key<int> Clicks = new("clicks");
    private static readonly Key<string?> Nothing = new("nothing");
    private static readonly Key<Guid> Id = new("guid");
    private static readonly Key<DateTimeOffset> At = new("at");
    private static readonly Key<TimeSpan> Took = new("took");
    private static readonly Key<decimal> Price = new("price");
    private static readonly Key<double> Ratio = new("ratio");
    private static readonly Key<DayOfWeek> Day = new("day");
    private static readonly Key<GoldenItem> Item = new("item");
    private static readonly Key<ImmutableArray<int>> Numbers = new("numbers");
    private static readonly Key<ImmutableDictionary<string, GoldenItem>> ByName = new("by_name");
    private static readonly Key<ImmutableList<GoldenItem>> InOrder = new("in_order");
    private static readonly Key<IReadOnlyList<string>> Words = new("words");
    private static readonly Key<List<string>> Editable = new("editable");
    private static readonly Key<JsonElement> Json = new("json");
    private static readonly Key<AsyncResult<string>> Loaded = new("loaded");
    private static readonly Key<AsyncResult<string>> Failed = new("failed");
    private static readonly Key<string> Heard = new("heard");
    private static readonly Key<string> Ended = new("ended");

    public override ValueTask<Socket> Init(Socket socket) => socket
        .Assign(Clicks, 0)
        .Assign(Nothing, null)
        .Assign(Id, new Guid("6f9619ff-8b86-d011-b42d-00c04fc964ff"))
        .Assign(At, new DateTimeOffset(2026, 2, 3, 4, 5, 6, TimeSpan.FromHours(2)))
        .Assign(Took, TimeSpan.FromSeconds(1.5))
        .Assign(Price, 12.50m)
        .Assign(Ratio, 0.1)
        .Assign(Day, DayOfWeek.Friday)
        .Assign(Item, new GoldenItem("tea", 2, new GoldenItem("leaf", 1, null)))
        .Assign(Numbers, [1, 2, 3])
        .Assign(ByName, ImmutableDictionary<string, GoldenItem>.Empty.Add("jam", new GoldenItem("jam", 1, null)))
        .Assign(InOrder, [new GoldenItem("a", 1, null), new GoldenItem("b", 2, null)])
        .Assign(Words, ["x", "y"])
        .Assign(Editable, ["here"])
        .Assign(Json, JsonElement.Parse("""{"b":1.50}"""))
        .Assign(Loaded, AsyncResult.Ok("loaded"))
        .Assign(Failed, AsyncResult.Ok("failed before").Fail(AsyncReason.Error("it broke")))
        .Assign(Heard, "")
        .Assign(Ended, "")
        .AttachHook("golden", Stage.HandleInfo, Hear)
        .StreamConfigure(Items, limit: 7);

    public override ValueTask<Socket> HandleInfo(object message, Socket socket) => socket.Assign(Heard, ((GoldenItem)message).Name);

    public override ValueTask<Socket> HandleAsync(string name, AsyncOutcome<object?> outcome, Socket socket) => socket.Assign(Ended, $"{name}: {outcome.Reason?.Value}");

    [Command]
    public (Clicked Reply, Socket Socket) Click(Socket socket)
    {
        socket = socket.Update(Clicks, static clicks => clicks + 1);
        return (new Clicked(socket.Get(Clicks)), socket.PushEvent(News, new GoldenNews($"{socket.Get(Clicks)}")));
    }

    [Command]
    public Socket Later(Socket socket) => socket.SendAfter(TimeSpan.FromSeconds(30), new GoldenItem("later", 3, null), "later").Subscribe("golden-news").StartAsync("slow", WaitAsync);

    [Command]
    public Socket Receive(Socket socket) => socket.StreamInsert(Items, new GoldenItem("item", 1, null));

    public override State Render(Socket socket) => new(
        socket.Get(Clicks),
        socket.Get(Nothing),
        socket.Get(Id),
        socket.Get(At),
        $"{socket.Get(Took)}",
        socket.Get(Price),
        socket.Get(Ratio),
        socket.Get(Day),
        socket.Get(Item),
        socket.Get(Numbers),
        socket.Get(ByName),
        socket.Get(InOrder),
        socket.Get(Words),
        [.. socket.Get(Editable)],
        socket.Get(Json).GetRawText(),
        socket.Get(Loaded),
        socket.Get(Failed),
        socket.Get(Heard),
        socket.Get(Ended),
        Items,
        [.. socket.Get(Numbers).Select(static number => Child<GoldenChild>($"{number}", GoldenChild.Number.Is(number)))]);

    private static ValueTask<HookResult> Hear(object message, Socket socket) => new(HookResult.Continue(socket));

    private static async Task<int> WaitAsync(CancellationToken cancellation)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
        return 0;
    }

    public sealed record Clicked(int Clicks);

    public sealed record GoldenNews(string Text);

    public sealed record State(
        int Clicks,
        string? Nothing,
        Guid Id,
        DateTimeOffset At,
        string Took,
        decimal Price,
        double Ratio,
        DayOfWeek Day,
        GoldenItem Item,
        ImmutableArray<int> Numbers,
        ImmutableDictionary<string, GoldenItem> ByName,
        ImmutableList<GoldenItem> InOrder,
        IReadOnlyList<string> Words,
        ImmutableArray<string> Editable,
        string Json,
        AsyncResult<string> Loaded,
        AsyncResult<string> Failed,
        string Heard,
        string Ended,
        Stream<GoldenItem> Items,
        ImmutableArray<Child<GoldenChild>> Children);
}
