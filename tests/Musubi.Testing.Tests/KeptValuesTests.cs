using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Musubi.Testing.Tests;

/// <summary>A page keeps and sends whatever a silo does.</summary>
public class KeptValuesTests
{
    [Fact]
    public async Task Assign_DoubleOfAGrain_IsTheSameWhereTheRootLivesAgain()
    {
        var first = await StorePage.MountAsync<GrainKeeperStore>(configure: static options => options.Socket = options.Socket.Assign("clerk", new Clerk("first")).Assign("desk", new Desk(new Clerk("second"))));
        Assert.Equal("first second", (string)first.Document["names"]!);

        await using var page = await first.LiveAgainAsync();
        await page.DispatchAsync("again");

        Assert.Equal("first second again", (string)page.Document["names"]!);
    }

    [Fact]
    public async Task SendUpdate_DoubleOfAGrain_Arrives()
    {
        await using var page = await StorePage.MountAsync<GrainKeeperStore>(configure: static options => options.Socket = options.Socket.Assign("clerk", new Clerk("first")).Assign("desk", new Desk(new Clerk("second"))));

        await page.SendUpdateAsync(default, new KeyValuePair<string, object?>("clerk", new Clerk("third")));

        Assert.Equal("third second", (string)page.Document["names"]!);
    }

    [Fact]
    public async Task Mount_TreeDeeperThanJsonIsReadByDefault_IsShown()
    {
        await using var page = await StorePage.MountAsync<DeepStore>();

        var depth = 0;
        for (var node = page.Document; node["below"] is JsonArray { Count: > 0 } below; node = below[0]!)
        {
            depth++;
        }

        Assert.Equal(50, depth);
    }

    [Fact]
    public async Task Command_WithJsonInItsPayload_MayKeepIt()
    {
        var first = await StorePage.MountAsync<JsonStore>();
        await first.DispatchAsync("keep", new { element = new { a = 1.50m, b = new[] { "x" } }, map = new { c = true }, list = new[] { 1, 2 } });

        await using var page = await first.LiveAgainAsync();
        await page.DispatchAsync("again");

        Assert.Equal("""{"a":1.50,"b":["x"]} {"c":true} [1,2] again""", (string)page.Document["text"]!);
    }

    [Fact]
    public async Task Assign_CollectionExpression_IsKept()
    {
        var first = await StorePage.MountAsync<ListStore>();
        await first.DispatchAsync("put", new { one = "a", two = "b" });

        await using var page = await first.LiveAgainAsync();
        await page.DispatchAsync("again");

        Assert.Equal("a,b a a,b,b", (string)page.Document["text"]!);
    }

    public interface IClerkGrain : IGrainWithStringKey
    {
        Task<string> Name();
    }

    // A double, as tests write them.
    private sealed class Clerk(string name) : IClerkGrain
    {
        public Task<string> Name() => Task.FromResult(name);
    }

    [GenerateSerializer]
    public sealed record Desk([property: Id(0)] IClerkGrain Clerk);

    public sealed record TextState(string Text);

    public sealed record NamesState(string Names);

    private sealed class GrainKeeperStore : RootStore<NamesState>
    {
        private static readonly Key<IClerkGrain> Clerk = new("clerk");
        private static readonly Key<Desk> Desk = new("desk");
        private static readonly Key<string> End = new("end");

        public override ValueTask<Socket> Init(Socket socket) => socket.Assign(End, "");

        [Command]
        public Socket Again(Socket socket) => socket.Assign(End, " again");

        public override NamesState Render(Socket socket) => new($"{NameOf(socket.Get(Clerk))} {NameOf(socket.Get(Desk).Clerk)}{socket.Get(End)}");
    }

    // Doubles answer at once.
    private static string NameOf(IClerkGrain clerk) => clerk.Name().GetAwaiter().GetResult();

    public sealed record DeepState(ImmutableArray<Child<DeepLineStore>> Below);

    private sealed class DeepStore : RootStore<DeepState>
    {
        public override DeepState Render(Socket socket) => new([Child<DeepLineStore>("c", DeepLineStore.Left.Is(49))]);
    }

    public sealed class DeepLineStore : Store<DeepState>
    {
        public static readonly Attr<int> Left = new("left");

        public override DeepState Render(Socket socket) =>
            new(socket.Get(Left) > 0 ? [Child<DeepLineStore>("c", Left.Is(socket.Get(Left) - 1))] : []);
    }

    private sealed class JsonStore : RootStore<TextState>
    {
        private static readonly Key<JsonElement> Element = new("element");
        private static readonly Key<JsonObject> Map = new("map");
        private static readonly Key<JsonArray> List = new("list");
        private static readonly Key<string> End = new("end");

        public override ValueTask<Socket> Init(Socket socket) => socket.Assign(Element, default).Assign(Map, []).Assign(List, []).Assign(End, "");

        [Command]
        public Socket Keep(JsonElement element, JsonObject map, JsonArray list, Socket socket) => socket.Assign(Element, element).Assign(Map, map).Assign(List, list);

        [Command]
        public Socket Again(Socket socket) => socket.Assign(End, " again");

        public override TextState Render(Socket socket) =>
            new($"{socket.Get(Element)} {socket.Get(Map).ToJsonString()} {socket.Get(List).ToJsonString()}{socket.Get(End)}");
    }

    [GenerateSerializer]
    public sealed record Lists([property: Id(0)] IReadOnlyList<string> One, [property: Id(1)] IEnumerable<string> Two);

    private sealed class ListStore : RootStore<TextState>
    {
        private static readonly Key<IReadOnlyList<string>> Plain = new("plain");
        private static readonly Key<Lists> Nested = new("nested");
        private static readonly Key<int> Renders = new("renders");

        public override ValueTask<Socket> Init(Socket socket) => socket.Assign(Plain, []).Assign(Nested, new Lists([], [])).Assign(Renders, 0);

        [Command]
        public Socket Put(string one, string two, Socket socket)
        {
            string[] both = [one, two];
            return socket.Assign(Plain, [one, two]).Assign(Nested, new Lists([one], [.. both, two]));
        }

        [Command]
        public Socket Again(Socket socket) => socket.Update(Renders, static renders => renders + 1);

        public override TextState Render(Socket socket) =>
            new($"{string.Join(",", socket.Get(Plain))} {string.Join(",", socket.Get(Nested).One)} {string.Join(",", socket.Get(Nested).Two)}");
    }
}
