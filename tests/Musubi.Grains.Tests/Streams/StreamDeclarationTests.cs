using System.Collections.Immutable;
using Musubi.Grains.Declarations;
using Musubi.Grains.Nodes;
using Musubi.Grains.Services;
using Musubi.Testing;

namespace Musubi.Grains.Tests.Streams;

public class StreamDeclarationTests
{
    [Theory]
    [InlineData(typeof(NoPlaceStore), "declares the stream 'lines'", "has no place for it")]
    [InlineData(typeof(OtherTypeStore), "declares the stream 'lines'", "has no place for it")]
    [InlineData(typeof(WrongItemStore), "declares the stream 'lines'", "of type Stream<Musubi.Grains.Tests.Streams.Message>")]
    [InlineData(typeof(DoubledNameStore), "two streams named 'lines'", "Expected names that differ")]
    [InlineData(typeof(UnwritableItemStore), "System.TimeSpan has no wire form", "Expected")]
    [InlineData(typeof(ReservedNameStore), "declares the stream '__musubi_lines'", "reserved")]
    public void Declare_Mistake_SaysWhatWasExpected(Type store, string what, string expected)
    {
        var catalog = new StoreCatalog(static type => (Store)Activator.CreateInstance(type)!, CallbackServices.None);

        var problem = Assert.Throws<StoreDeclarationException>(() => catalog.Declare([store]));

        Assert.Contains(store.Name, problem.Message, StringComparison.Ordinal);
        Assert.Contains(what, problem.Message, StringComparison.Ordinal);
        Assert.Contains(expected, problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("missing", "rendered no place for its stream 'lines'")]
    [InlineData("undeclared", "placed the stream 'lines', which it does not declare")]
    [InlineData("twice", "placed the stream 'lines' at '/page/lines'")]
    [InlineData("elsewhere", "placed the stream 'lines' at '/page/lines'")]
    [InlineData("in_a_list", "placed the stream 'lines' at '/any/0'")]
    [InlineData("of_another_store", "placed the stream 'messages', which it does not declare")]
    [InlineData("marker", "'__musubi_stream__'")]
    [InlineData("in_an_async_value", "holds a child store or a stream")]
    public async Task Render_PlaceThatIsWrong_CrashesAndSaysWhich(string how, string message)
    {
        var crash = await Assert.ThrowsAsync<StoreCrashedException>(() => StorePage.MountAsync<MisplacingStore>(new { how }));

        Assert.Contains(message, crash.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("event")]
    [InlineData("reply")]
    [InlineData("item")]
    public async Task Command_SendsAStreamOutsideOfState_CrashesAndSaysWhich(string command)
    {
        var page = await StorePage.MountAsync<MisplacingStore>(new { how = "right" });

        var crash = await Assert.ThrowsAsync<StoreCrashedException>(() => page.DispatchAsync(command));

        Assert.Contains("The stream 'lines' is placed outside of a store's rendered state", crash.Message, StringComparison.Ordinal);
    }

    private static Stream<Message> Make(string name = "lines") => new(name, static message => message.Id);

    private sealed class MisplacingStore : RootStore<MisplacingStore.State>
    {
        public static readonly Stream<Message> Lines = Make();
        public static readonly Stream<Holder> Holders = new("holders", static _ => "1");
        public static readonly PushEvent<Holder> Said = new("said");
        private static readonly Key<string> How = new("how");

        public override ValueTask<Socket> Mount(Params mountParams, Socket socket) => socket.Assign(How, mountParams.Get<string>("how"));

        public override State Render(Socket socket) => socket.Get(How) switch
        {
            "missing" => new(null, Holders, null, null),
            "undeclared" => new(Make(), Holders, null, null),
            "twice" => new(Lines, Holders, new Page(Lines), null),
            "elsewhere" => new(null, Holders, new Page(Lines), null),
            "in_a_list" => new(Lines, Holders, null, ImmutableArray.Create(Lines)),
            "of_another_store" => new(Lines, Holders, null, FeedStore.Messages),
            "marker" => new(Lines, Holders, null, ImmutableDictionary<string, string>.Empty.Add("__musubi_stream__", "lines")),
            "in_an_async_value" => new(Lines, Holders, null, AsyncResult.Ok(new Holder(Lines))),
            _ => new(Lines, Holders, null, null),
        };

        [Command]
        public Socket Event(Socket socket) => socket.PushEvent(Said, new Holder(Lines));

        [Command]
        public (Holder Reply, Socket Socket) Reply(Socket socket) => (new Holder(Lines), socket);

        [Command]
        public Socket Item(Socket socket) => socket.StreamInsert(Holders, new Holder(Lines));

        internal sealed record Page(Stream<Message> Lines);

        internal sealed record Holder(Stream<Message> Lines);

        internal sealed record State(Stream<Message>? Lines, Stream<Holder> Holders, Page? Page, object? Any);
    }

    private sealed class NoPlaceStore : RootStore<NoPlaceStore.State>
    {
        public static readonly Stream<Message> Lines = Make();

        public override State Render(Socket socket) => new(Lines);

        internal sealed record State(Stream<Message> Other);
    }

    private sealed class OtherTypeStore : RootStore<OtherTypeStore.State>
    {
        public static readonly Stream<Message> Lines = Make();

        public override State Render(Socket socket) => new("");

        internal sealed record State(string Lines);
    }

    private sealed class WrongItemStore : RootStore<WrongItemStore.State>
    {
        public static readonly Stream<Message> Lines = Make();

        public override State Render(Socket socket) => new(null!);

        internal sealed record State(Stream<string> Lines);
    }

    private sealed class DoubledNameStore : RootStore<DoubledNameStore.State>
    {
        public static readonly Stream<Message> Lines = Make();
        public static readonly Stream<Message> More = Make();

        public override State Render(Socket socket) => new(Lines);

        internal sealed record State(Stream<Message> Lines);
    }

    private sealed class UnwritableItemStore : RootStore<UnwritableItemStore.State>
    {
        public static readonly Stream<TimeSpan> Lines = new("lines", static span => $"{span}");

        public override State Render(Socket socket) => new(Lines);

        internal sealed record State(Stream<TimeSpan> Lines);
    }

    private sealed class ReservedNameStore : RootStore<ReservedNameStore.State>
    {
        public static readonly Stream<Message> Lines = Make("__musubi_lines");

        public override State Render(Socket socket) => new("");

        internal sealed record State(string Title);
    }
}
