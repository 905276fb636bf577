using System.Collections.Immutable;
using System.Text;
using Musubi.Grains.Documents;
using Musubi.Testing;

namespace Musubi.Grains.Tests.Documents;

/// <summary>A null where none is declared is an error that says where, and never goes out.</summary>
public class NullTests
{
    private static readonly Holder Right = new("a", null, ["a"], [null], [["a"]], ImmutableDictionary<string, string>.Empty, new Row("a"), [new Row("a")], AsyncResult.Ok("a"), null, [AsyncResult.Ok("a")], new Slot("a"));

    public static TheoryData<string, object> Wrong => new()
    {
        { $"{typeof(Holder)}.Text is null", Right with { Text = null! } },
        { $"{typeof(Holder)}.List[1] is null", Right with { List = ["a", null!] } },
        { $"{typeof(Holder)}.Nested[][1] is null", Right with { Nested = [["a"], ["a", null!]] } },
        { $"{typeof(Holder)}.Nested[0] is null", Right with { Nested = [null!] } },
        { $"{typeof(Holder)}.Map['k'] is null", Right with { Map = ImmutableDictionary<string, string>.Empty.Add("k", null!) } },
        { $"{typeof(Holder)}.Row is null", Right with { Row = null! } },
        { $"{typeof(Row)}.Name is null", Right with { Row = new Row(null!) } },
        { $"{typeof(Row)}.Name is null", Right with { Rows = [new Row("a"), new Row(null!)] } },
        { $"{typeof(Holder)}.Rows[0] is null", Right with { Rows = [null!] } },
        { $"{typeof(Holder)}.Async[result] is null", Right with { Async = AsyncResult.Ok<string>(null!) } },
        { $"{typeof(Holder)}.Asyncs[][result] is null", Right with { Asyncs = [AsyncResult.Ok<string>(null!)] } },
        { $"{typeof(Slot)}.Text is null", Right with { Slot = default } },
    };

    [Theory]
    [MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public void Write_NullThatIsNotDeclared_IsAnErrorThatSaysWhere(string message, object value) =>
        Assert.StartsWith(message, Assert.Throws<NoWireFormException>(() => Text(value)).Message, StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public void Diff_NullThatIsNotDeclared_IsAnErrorThatSaysWhere(string message, object value) =>
        Assert.StartsWith(message, Assert.Throws<NoWireFormException>(() => WireType.For<Holder>().Diff(Right, (Holder)value, PatchWriter.Rent())).Message, StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public void Generalize_NullThatIsNotDeclared_IsAnErrorThatSaysWhere(string message, object value)
    {
        // An async value stays what it is, and is looked at when it is written.
        if (!message.EndsWith("[result] is null", StringComparison.Ordinal))
        {
            Assert.StartsWith(message, Assert.Throws<NoWireFormException>(() => WireType.For<Holder>().Generalize((Holder)value)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Write_NullThatIsDeclared_IsNull()
    {
        Assert.Contains("\"maybe\":null", Text(Right), StringComparison.Ordinal);
        Assert.Contains("\"may_hold\":[null]", Text(Right), StringComparison.Ordinal);
        Assert.Contains("\"maybe_async\":null", Text(Right), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Render_Null_CrashesThePageAndSaysWhere()
    {
        await using var page = await StorePage.MountAsync<NullStore>();

        var crash = await Assert.ThrowsAsync<StoreCrashedException>(() => page.InfoAsync("state"));

        Assert.Contains($"{typeof(NullState)}.Names[0] is null", crash.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("reply", "Reply.Name is null")]
    [InlineData("reply_map", "NullStore.ReplyMap['k'] is null")]
    [InlineData("reply_map_later", "NullStore.ReplyMapLater['k'] is null")]
    [InlineData("push", "Reply.Name is null")]
    [InlineData("insert", "Items['k'] is null")]
    [InlineData("insert_row", "Row.Name is null")]
    public async Task Command_ThatSendsNull_CrashesThePageAndSaysWhere(string command, string message)
    {
        await using var page = await StorePage.MountAsync<NullStore>();

        var crash = await Assert.ThrowsAsync<StoreCrashedException>(() => page.DispatchAsync(command));

        Assert.Contains(message, crash.Message, StringComparison.Ordinal);
    }

    private static string Text(object value) => Encoding.UTF8.GetString(DocumentWriter.WriteAlone(value, WireType.For<object>()).Span);

    internal sealed record Row(string Name);

    internal readonly record struct Slot(string Text);

    internal sealed record Holder(
        string Text,
        string? Maybe,
        ImmutableArray<string> List,
        ImmutableArray<string?> MayHold,
        ImmutableArray<IReadOnlyList<string>> Nested,
        ImmutableDictionary<string, string> Map,
        Row Row,
        IReadOnlyList<Row> Rows,
        AsyncResult<string> Async,
        AsyncResult<string>? MaybeAsync,
        ImmutableArray<AsyncResult<string>> Asyncs,
        Slot Slot);

    internal sealed record Reply(string Name);

    internal sealed record NullState(ImmutableArray<string> Names, Stream<string> Items, Stream<Row> Rows);

    internal sealed class NullStore : RootStore<NullState>
    {
        private static readonly Key<ImmutableArray<string>> Names = new("names");
        public static readonly Stream<string> Items = new("items", static _ => "k");
        public static readonly Stream<Row> Rows = new("rows", static _ => "k");
        public static readonly PushEvent<Reply> Said = new("said");

        public override ValueTask<Socket> Init(Socket socket) => socket.Assign(Names, []);

        public override ValueTask<Socket> HandleInfo(object message, Socket socket) => socket.Assign(Names, [null!]);

        [Command]
        public (Reply Reply, Socket Socket) Reply(Socket socket) => (new Reply(null!), socket);

        [Command]
        public (ImmutableDictionary<string, string> Reply, Socket Socket) ReplyMap(Socket socket) => (ImmutableDictionary<string, string>.Empty.Add("k", null!), socket);

        [Command]
        public Task<(ImmutableDictionary<string, string> Reply, Socket Socket)> ReplyMapLater(Socket socket) => Task.FromResult(ReplyMap(socket));

        [Command]
        public Socket Push(Socket socket) => socket.PushEvent(Said, new Reply(null!));

        [Command]
        public Socket Insert(Socket socket) => socket.StreamInsert(Items, null!);

        [Command]
        public Socket InsertRow(Socket socket) => socket.StreamInsert(Rows, new Row(null!));

        public override NullState Render(Socket socket) => new(socket.Get(Names), Items, Rows);
    }
}
