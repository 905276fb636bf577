using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Text.Json.Nodes;
using Musubi.Grains.Documents;
using Musubi.Testing;

namespace Musubi.Grains.Tests.Documents;

/// <summary>What a store renders may hold collections that change later: the page gets every change, and none before it is rendered.</summary>
public class FreezeTests
{
    public static TheoryData<string> Places => [.. MutableStore.Renders.Keys];

    [Theory]
    [MemberData(nameof(Places))]
    public async Task Render_CollectionThatIsChangedInPlace_StaysInStepWithThePage(string place)
    {
        await using var page = await StorePage.MountAsync<MutableStore>(new { place });
        for (var i = 0; i < 4; i++)
        {
            await page.DispatchAsync("add");

            var names = string.Join(",", Enumerable.Range(0, i + 1).Select(static n => $"n{n}"));
            Assert.Equal(names, Names(page.Document["state"]));
        }

        await page.DispatchAsync("remove");
        Assert.Equal("n1,n2,n3", Names(page.Document["state"]));
    }

    [Fact]
    public void Freeze_ImmutableState_IsTheStateItself()
    {
        var state = new Box(new Lists([], [ImmutableList<string>.Empty]));
        var changed = false;

        Assert.Same(state, WireType.For<Box>().Freeze(state, ref changed));
        Assert.False(changed);
    }

    [Fact]
    public void Freeze_ListOfTheCompiler_IsKept()
    {
        IReadOnlyList<string> list = ["a", "b"];
        var changed = false;

        Assert.Same(list, WireType.For<IReadOnlyList<string>>().Freeze(list, ref changed));
    }

    [Fact]
    public void Freeze_ComputedList_SaysWhatWasExpected()
    {
        var changed = false;

        var error = Assert.Throws<NoWireFormException>(() => WireType.For<Computed>().Freeze(new Computed(1), ref changed));

        Assert.Contains($"{typeof(Computed)}.Names", error.Message, StringComparison.Ordinal);
        Assert.Contains("Expected", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Freeze_ListThatIsComputedAnewEachTime_IsLeftAlone()
    {
        var (state, changed) = (new Doubled(["a"]), false);

        Assert.Same(state, WireType.For<Doubled>().Freeze(state, ref changed));
    }

    [Theory]
    [InlineData(typeof(Derived))]
    [InlineData(typeof(ArraySegment<int>))]
    [InlineData(typeof(ReadOnlyObservableCollection<int>))]
    public void For_CollectionThatCanChange_IsRefused(Type type) =>
        Assert.Contains("mutable collection", Assert.Throws<NoWireFormException>(() => WireType.For(type)).Message, StringComparison.Ordinal);

    private static string Names(JsonNode? node) => string.Join(",", Texts(node).Where(static text => text.StartsWith('n')));

    private static IEnumerable<string> Texts(JsonNode? node) => node switch
    {
        JsonArray list => list.SelectMany(Texts),
        JsonObject map => map.OrderBy(static entry => entry.Key, StringComparer.Ordinal).SelectMany(static entry => Texts(entry.Value)),
        JsonValue value when value.TryGetValue<string>(out var text) => [text],
        _ => [],
    };

    internal sealed record Lists(IReadOnlyList<string> First, ImmutableArray<IReadOnlyList<string>> More);

    internal sealed record Box(Lists Value);

    internal sealed record Listed(IReadOnlyList<string> Names);

    internal record Base(IReadOnlyList<string> Names);

    internal sealed record Child(IReadOnlyList<string> Names, string Text) : Base(Names);

    internal sealed record GetOnly
    {
        public GetOnly(IReadOnlyList<string> names) => Names = names;

        public IReadOnlyList<string> Names { get; }
    }

    internal readonly record struct Slot(IReadOnlyList<string> Names);

    internal sealed record Computed(int Number)
    {
        private readonly List<string> _names = ["a"];

        public IReadOnlyList<string> Names => _names;
    }

    internal sealed record Doubled(ImmutableArray<string> Names)
    {
        public IReadOnlyList<string> Twice => Names.Concat(Names).ToList();
    }

#pragma warning disable CA1710, CA1010 // The name says what the test is about.
    internal sealed class Derived : List<int>;
#pragma warning restore CA1710, CA1010

    internal sealed class SelfChanging
    {
        private string _last = "";

        public string Names { get; private set; } = "";

        public int Length => _last.Length;

        public void Show(IEnumerable<string> names) => _last = Names = string.Join(",", names);
    }

    internal sealed record MutableState(object State);

    internal sealed class MutableStore : RootStore<MutableState>
    {
        public static readonly Attr<string> Place = new("place");
        private static readonly Key<List<string>> Names = new("names");

        public static readonly Dictionary<string, Func<List<string>, object>> Renders = new()
        {
            ["a list"] = static names => new Listed(names),
            ["a derived record"] = static names => new Child(names, ""),
            ["a property without a setter"] = static names => new GetOnly(names),
            ["a struct"] = static names => new Slot(names),
            ["a list in a list"] = static names => new Lists([], [names]),
            ["a list in an immutable list"] = static names => ImmutableList.Create<IReadOnlyList<string>>(names),
            ["a record in a map"] = static names => ImmutableDictionary<string, Listed>.Empty.Add("k", new(names)),
            ["a view"] = static names => new View(names.AsReadOnly()),
            ["an async value"] = static names => new Async(AsyncResult.Ok<IReadOnlyList<string>>(names)),
            ["a map"] = static names => new Map(new LiveMap(names)),
            ["an object that changes itself"] = Mirror,
            ["a view of a map"] = static names => new MapView(new ReadOnlyDictionary<string, string>(names.ToDictionary(static name => name))),
        };

        // One object for each list, which shows the list's names as text and is rendered again and again.
        private static readonly System.Runtime.CompilerServices.ConditionalWeakTable<List<string>, SelfChanging> Mirrors = [];

        private static SelfChanging Mirror(List<string> names)
        {
            var mirror = Mirrors.GetOrAdd(names, static _ => new());
            mirror.Show(names);
            return mirror;
        }

        public override ValueTask<Socket> Init(Socket socket) => socket.Assign(Names, []);

        [Command]
        public Socket Add(Socket socket) => socket.Update(Names, static names =>
        {
            names.Add($"n{names.Count}");
            return names;
        });

        [Command]
        public Socket Remove(Socket socket) => socket.Update(Names, static names =>
        {
            names.RemoveAt(0);
            return names;
        });

        public override MutableState Render(Socket socket) => new(Renders[socket.Get(Place)](socket.Get(Names)));
    }

    internal sealed record View(ReadOnlyCollection<string> Names);

    internal sealed record Async(AsyncResult<IReadOnlyList<string>> Names);

    internal sealed record Map(IReadOnlyDictionary<string, string> Names);

    internal sealed record MapView(ReadOnlyDictionary<string, string> Names);

    // A map that shows a list, and changes with it.
    private sealed class LiveMap(List<string> names) : IReadOnlyDictionary<string, string>
    {
        public int Count => names.Count;

        public IEnumerable<string> Keys => names;

        public IEnumerable<string> Values => names;

        public string this[string key] => key;

        public bool ContainsKey(string key) => names.Contains(key);

        public bool TryGetValue(string key, out string value)
        {
            value = key;
            return names.Contains(key);
        }

        public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => names.Select(static name => KeyValuePair.Create(name, name)).GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
