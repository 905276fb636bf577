using System.Collections.Immutable;
using Musubi.Testing;

namespace Musubi.Grains.Tests.Trees;

/// <summary>What a page is sent, and a child told, of a value that changes.</summary>
public class ChangedValuesTests
{
    public static TheoryData<string, object, object> Changes => new()
    {
        { "DateTimeOffset", new DateTimeOffset(2026, 2, 3, 10, 0, 0, TimeSpan.Zero), new DateTimeOffset(2026, 2, 3, 12, 0, 0, TimeSpan.FromHours(2)) },
        { "DateTime", new DateTime(2026, 2, 3, 0, 0, 0, DateTimeKind.Utc), new DateTime(2026, 2, 3, 0, 0, 0, DateTimeKind.Unspecified) },
        { "Uri's fragment", new Uri("http://a.example/#one"), new Uri("http://a.example/#two") },
        { "Uri's user", new Uri("http://me@a.example/"), new Uri("http://you@a.example/") },
        { "Uri's host", new Uri("http://a.example/"), new Uri("http://A.example/") },
        { "decimal", 1.0m, 1.00m },
        { "an entity of one id", new Entity(1, "old"), new Entity(1, "new") },
        { "a list of them", ImmutableArray.Create(new Entity(1, "old")), ImmutableArray.Create(new Entity(1, "new")) },
        { "a map without regard to case", Names("alice"), Names("Alice") },
        { "a map behind its interface", new Named(Names("alice")), new Named(Names("Alice")) },
    };

    [Theory]
    [MemberData(nameof(Changes), DisableDiscoveryEnumeration = true)]
    public async Task Assign_ValueThatReadsDifferently_ReachesThePageAndTheChild(string what, object before, object after)
    {
        await using var page = await StorePage.MountAsync<ValueStore>();
        await page.InfoAsync(before);
        var (shown, updates) = (page.Document["value"]!.ToJsonString(), (int)page.Document["child"]!["updates"]!);

        await page.InfoAsync(after);

        Assert.True(page.Document["value"]!.ToJsonString() != shown, what);
        Assert.Equal(page.Document["value"]!.ToJsonString(), page.Document["child"]!["value"]!.ToJsonString());
        Assert.Equal(updates + 1, (int)page.Document["child"]!["updates"]!);
    }

    [Fact]
    public async Task Props_ArrayOfEqualContent_DoNotRunTheChildsUpdate()
    {
        await using var page = await StorePage.MountAsync<ValueStore>();
        await page.InfoAsync(ImmutableArray.Create(1, 2));
        var updates = (int)page.Document["child"]!["updates"]!;

        // The parent renders again, and makes its props anew.
        await page.DispatchAsync("render_again");

        Assert.Equal(updates, (int)page.Document["child"]!["updates"]!);
        Assert.Equal(2, (int)page.Document["renders"]!);
    }

    [Theory]
    [InlineData("\0")]
    [InlineData("a\0b")]
    [InlineData("\u0001")]
    [InlineData("\u0001s\0\u0001e")]
    [InlineData("")]
    public async Task Child_BelowAnyKeyOfAMap_HasTheKeyInItsId(string key)
    {
        await using var page = await StorePage.MountAsync<KeyedStore>(new { key });
        var id = StoreId.Of("rows", key, "c");

        await page.DispatchAsync("click", storeId: id);

        Assert.Equal(1, (int)page.Document["rows"]![key]!["value"]!["clicks"]!);
        Assert.Equal(["rows", key, "c"], page.Document["rows"]![key]!["value"]!["__musubi_store_id__"]!.AsArray().Select(static segment => (string)segment!));
    }

    private static ImmutableDictionary<string, int> Names(string name) => ImmutableDictionary.Create<string, int>(StringComparer.OrdinalIgnoreCase).Add(name, 1);

    [GenerateSerializer]
    internal sealed record Named([property: Id(0)] IReadOnlyDictionary<string, int> Names);

    [GenerateSerializer]
    internal sealed record Entity([property: Id(0)] int Number, [property: Id(1)] string Name)
    {
        public bool Equals(Entity? other) => other is not null && other.Number == Number;

        public override int GetHashCode() => Number;
    }

    internal sealed record ValueState(object? Value, Child<ValueChildStore> Child, int Renders);

    internal sealed class ValueStore : RootStore<ValueState>
    {
        private static readonly Key<object?> Value = new("value");
        private static readonly Key<int> Renders = new("renders");

        public override ValueTask<Socket> Init(Socket socket) => socket.Assign(Value, null).Assign(Renders, 1);

        public override ValueTask<Socket> HandleInfo(object message, Socket socket) => socket.Assign(Value, message);

        [Command]
        public Socket RenderAgain(Socket socket) => socket.Update(Renders, static renders => renders + 1);

        public override ValueState Render(Socket socket)
        {
            var value = socket.Get(Value);
            return new(value, Child<ValueChildStore>("c", ValueChildStore.Value.Is(value is ImmutableArray<int> numbers ? numbers.ToArray().ToImmutableArray() : value)), socket.Get(Renders));
        }
    }

    internal sealed record ValueChildState(object? Value, int Updates);

    internal sealed class ValueChildStore : Store<ValueChildState>
    {
        public static readonly Attr<object?> Value = new("value", null);
        private static readonly Key<int> Updates = new("updates");

        public override ValueTask<Socket> Init(Socket socket) => socket.Assign(Updates, 0);

        public override ValueTask<Socket> Update(IReadOnlyDictionary<string, object?> newAssigns, Socket socket) =>
            socket.Assign(newAssigns).Update(Updates, static updates => updates + 1);

        public override ValueChildState Render(Socket socket) => new(socket.Get(Value), socket.Get(Updates));
    }

    internal sealed record KeyedState(ImmutableDictionary<string, ImmutableDictionary<string, Child<ClickStore>>> Rows);

    internal sealed class KeyedStore : RootStore<KeyedState>
    {
        public static readonly Attr<string> Key = new("key");

        public override KeyedState Render(Socket socket) => new(
            ImmutableDictionary<string, ImmutableDictionary<string, Child<ClickStore>>>.Empty.Add(
                socket.Get(Key),
                ImmutableDictionary<string, Child<ClickStore>>.Empty.Add("value", Child<ClickStore>("c"))));
    }

    internal sealed record ClickState(int Clicks);

    internal sealed class ClickStore : Store<ClickState>
    {
        private static readonly Key<int> Clicks = new("clicks");

        public override ValueTask<Socket> Init(Socket socket) => socket.Assign(Clicks, 0);

        [Command]
        public Socket Click(Socket socket) => socket.Update(Clicks, static clicks => clicks + 1);

        public override ClickState Render(Socket socket) => new(socket.Get(Clicks));
    }
}
