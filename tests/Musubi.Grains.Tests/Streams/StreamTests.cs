using System.Text.Json.Nodes;
using Musubi.Testing;

namespace Musubi.Grains.Tests.Streams;

public class StreamTests
{
    private static readonly StoreId RoomA = StoreId.Of("rooms", "a");
    private static readonly StoreId RoomB = StoreId.Of("rooms", "b");

    [Fact]
    public async Task Mount_StreamWithoutItems_IsAMarkerAndNoOperation()
    {
        await using var page = await StorePage.MountAsync<FeedStore>();

        Assert.Equal("""{"__musubi_stream__":"messages"}""", page.Document["messages"]!.ToJsonString());
        Assert.DoesNotContain("messages", page.Json(page.LastPatch.StreamOps), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Init_ChildInserts_GoesOutWithThePatchThatShowsTheChild()
    {
        await using var page = await StorePage.MountAsync<FeedStore>();

        Assert.Equal(["""["rooms","a"] lines 0 insert first at -1""", """["rooms","b"] lines 0 insert first at -1"""], Ops(page));
        Assert.Equal([new Message("first")], page.Items(RoomStore.Lines, RoomB));
    }

    [Fact]
    public async Task Operations_OfEachKind_HaveTheirWireForm()
    {
        await using var page = await StorePage.MountAsync<FeedStore>();

        await page.RunAsync(static socket => socket
            .Stream(FeedStore.Messages, [new Message("1", "é")], at: 0, limit: 5, reset: true)
            .StreamDelete(FeedStore.Messages, new Message("2")));

        Assert.Equal(
            """[{"op":"reset","stream":"messages","ref":"0","store_id":[]},"""
            + """{"op":"insert","stream":"messages","ref":"0","store_id":[],"item_key":"message-1","at":0,"item":{"id":"1","text":"é"},"limit":5},"""
            + """{"op":"delete","stream":"messages","ref":"0","store_id":[],"item_key":"message-2"}]""",
            page.Json(page.LastPatch.StreamOps));
        Assert.Equal("[]", page.Json(page.LastPatch.Ops));
    }

    [Fact]
    public async Task Operations_InAnyOrderOfCalls_GoOutAsResetThenInsertsThenDeletes()
    {
        await using var page = await StorePage.MountAsync<FeedStore>();

        await page.RunAsync(static socket => socket
            .StreamDeleteByItemKey(FeedStore.Messages, "gone")
            .StreamInsert(FeedStore.Messages, new Message("1"))
            .Stream(FeedStore.Messages, [new Message("2"), new Message("3")], reset: true)
            .StreamDelete(FeedStore.Messages, new Message("1"))
            .StreamInsert(FeedStore.Messages, new Message("4"), at: 0)
            .Stream(FeedStore.Messages, [], reset: true));

        Assert.Equal(
            [
                "[] messages 0 reset",
                "[] messages 0 insert message-1 at -1",
                "[] messages 0 insert message-2 at -1",
                "[] messages 0 insert message-3 at -1",
                "[] messages 0 insert message-4 at 0",
                "[] messages 0 delete gone",
                "[] messages 0 delete message-1",
            ],
            Ops(page));
        Assert.Equal(["4", "2", "3"], page.Items(FeedStore.Messages).Select(static message => message.Id));
    }

    [Fact]
    public async Task Insert_KeyOfItsOwn_IsUsedInPlaceOfTheFunctions()
    {
        await using var page = await StorePage.MountAsync<FeedStore>();

        await page.RunAsync(static socket => socket.StreamInsert(FeedStore.Messages, new Message("1"), itemKey: "pinned"));

        Assert.Equal(["[] messages 0 insert pinned at -1"], Ops(page));
    }

    [Fact]
    public async Task Limit_NamedByTheCallOrNot_IsTheCallsOwnOrTheDeclaredOne()
    {
        await using var page = await StorePage.MountAsync<FeedStore>();

        await page.RunAsync(static socket => socket
            .StreamInsert(FeedStore.Recent, new Message("1"))
            .Stream(FeedStore.Recent, [new Message("2"), new Message("3")])
            .StreamInsert(FeedStore.Recent, new Message("4"))
            .StreamInsert(FeedStore.Recent, new Message("5"), limit: 2));

        Assert.Equal(
            ["[] recent 0 insert 1 at -1 limit -3", "[] recent 0 insert 2 at -1 limit -3", "[] recent 0 insert 3 at -1 limit -3", "[] recent 0 insert 4 at -1 limit -3", "[] recent 0 insert 5 at -1 limit 2"],
            Ops(page));
        Assert.Equal(["2", "3"], page.Items(FeedStore.Recent).Select(static message => message.Id));
    }

    [Fact]
    public async Task Ref_OfAStream_IsGivenAtItsFirstUseAndKept()
    {
        await using var page = await StorePage.MountAsync<FeedStore>();

        await page.RunAsync(static socket => socket.StreamDeleteByItemKey(FeedStore.Recent, "1"));
        await page.RunAsync(static socket => socket.StreamInsert(FeedStore.Messages, new Message("1")).StreamInsert(FeedStore.Recent, new Message("2")));

        Assert.Equal(["[] recent 0 insert 2 at -1 limit -3", "[] messages 1 insert message-1 at -1"], Ops(page));
    }

    [Fact]
    public async Task Ref_OfAnEmptyStreamCall_IsGivenToo()
    {
        await using var page = await StorePage.MountAsync<FeedStore>();

        await page.RunAsync(static socket => socket.Stream(FeedStore.Recent, []));
        Assert.Single(page.Patches);
        await page.RunAsync(static socket => socket.StreamInsert(FeedStore.Messages, new Message("1")));

        Assert.Equal(["[] messages 1 insert message-1 at -1"], Ops(page));
    }

    [Fact]
    public async Task Ref_OfAChildThatComesBack_StartsAnew()
    {
        await using var page = await StorePage.MountAsync<FeedStore>();
        await page.RunAsync(static socket => socket.StreamInsert(RoomStore.Lines, new Message("second")), RoomA);

        await page.RunAsync(static socket => socket.Assign(FeedStore.Rooms, ["b"]));
        Assert.Empty(Ops(page));
        await page.RunAsync(static socket => socket.Assign(FeedStore.Rooms, ["b", "a"]));

        Assert.Equal(["""["rooms","a"] lines 0 insert first at -1"""], Ops(page));
        Assert.Equal([new Message("first")], page.Items(RoomStore.Lines, RoomA));
    }

    [Fact]
    public async Task Stores_ThatAskInOneCycle_GoOutByDepth()
    {
        await using var page = await StorePage.MountAsync<FeedStore>();
        await page.RunAsync(static socket => socket.Assign(FeedStore.Rooms, []));

        await page.RunAsync(static socket => socket.Assign(FeedStore.Rooms, ["c"]).StreamInsert(FeedStore.Messages, new Message("1")));

        Assert.Equal(["[] messages 0 insert message-1 at -1", """["rooms","c"] lines 0 insert first at -1"""], Ops(page));
        await page.RunAsync(static socket => socket.StreamInsert(TopicStore.Notes, new Message("n")), StoreId.Of("rooms", "c", "topic"));
        Assert.Equal(["""["rooms","c","topic"] notes 0 insert n at -1"""], Ops(page));
    }

    [Fact]
    public async Task Command_ThatDropsTheStoreThatAsked_SendsNothingOfIt()
    {
        await using var page = await StorePage.MountAsync<ParentStore>();

        await page.RunAsync(static socket => socket.StreamInsert(LeavingStore.Lines, new Message("1")), StoreId.Of("child"));

        Assert.Equal("[]", page.Json(page.LastPatch.StreamOps));
        Assert.Null(page.Document["child"]);
    }

    [Fact]
    public async Task HandleAsync_ThrowsAfterAnInsert_QueuesNothing()
    {
        await using var page = await StorePage.MountAsync<ThrowingStore>();
        page.AllowErrors();
        await page.RunAsync(static socket => socket.StartAsync("work", static _ => Task.FromResult(1)));

        await page.CompleteAsync("work", 1);

        Assert.Empty(page.Items(ThrowingStore.Lines));
        await page.RunAsync(static socket => socket.StreamInsert(ThrowingStore.Lines, new Message("1")));
        Assert.Equal(["[] lines 0 insert 1 at -1"], Ops(page));
    }

    [Fact]
    public async Task Configure_BeforeFirstUse_ReplacesKeyAndLimit()
    {
        await using var page = await StorePage.MountAsync<FeedStore>();

        await page.RunAsync(static socket => socket
            .StreamConfigure(FeedStore.Recent, itemKey: ByText)
            .StreamConfigure(FeedStore.Recent, limit: 7)
            .StreamInsert(FeedStore.Recent, new Message("1", "text"))
            .StreamDelete(FeedStore.Recent, new Message("2", "other"))
            .StreamInsert(FeedStore.Recent, new Message("3", "own"), limit: 1));

        Assert.Equal(["[] recent 0 insert text at -1 limit 7", "[] recent 0 insert own at -1 limit 1", "[] recent 0 delete other"], Ops(page));
    }

    [Fact]
    public async Task Configure_OfOneNode_LeavesOthersAsDeclared()
    {
        await using var page = await StorePage.MountAsync<FeedStore>();
        await page.RunAsync(static socket => socket.Assign(FeedStore.Rooms, []));
        await page.RunAsync(static socket => socket.Assign(FeedStore.Rooms, ["a", "b"]));
        await page.RunAsync(static socket => socket.StreamConfigure(TopicStore.Notes, limit: 7).StreamInsert(TopicStore.Notes, new Message("1")), StoreId.Of("rooms", "a", "topic"));
        Assert.EndsWith("limit 7", Assert.Single(Ops(page)), StringComparison.Ordinal);

        await page.RunAsync(static socket => socket.StreamInsert(TopicStore.Notes, new Message("1")), StoreId.Of("rooms", "b", "topic"));

        Assert.Equal(["""["rooms","b","topic"] notes 0 insert 1 at -1"""], Ops(page));
    }

    [Fact]
    public async Task Configure_AfterFirstUse_CrashesAndSaysWhichStream()
    {
        var page = await StorePage.MountAsync<FeedStore>();

        var crash = await Assert.ThrowsAsync<StoreCrashedException>(() => page.RunAsync(static socket => socket.StreamDeleteByItemKey(FeedStore.Recent, "1").StreamConfigure(FeedStore.Recent, limit: 1)));

        Assert.Contains("'recent' has been used", crash.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LiveAgain_UsedAndConfiguredStreams_GoOnAsTheyWere()
    {
        await using var page = await StorePage.MountAsync<FeedStore>();
        await page.RunAsync(static socket => socket
            .StreamConfigure(FeedStore.Messages, itemKey: ByText, limit: 9)
            .StreamInsert(FeedStore.Recent, new Message("1"))
            .StreamInsert(FeedStore.Messages, new Message("1", "one")));

        await using var again = await page.LiveAgainAsync();
        await again.RunAsync(static socket => socket.StreamInsert(FeedStore.Messages, new Message("2", "two")).StreamInsert(FeedStore.Recent, new Message("2")));

        Assert.Equal(["[] recent 0 insert 2 at -1 limit -3", "[] messages 1 insert two at -1 limit 9"], Ops(again));
        Assert.Equal(["1", "2"], again.Items(FeedStore.Messages).Select(static message => message.Id));
        Assert.Equal([new Message("first")], again.Items(RoomStore.Lines, RoomA));
    }

    [Fact]
    public async Task Insert_StreamOfAnotherStore_CrashesAndSaysWhich()
    {
        var page = await StorePage.MountAsync<FeedStore>();

        var crash = await Assert.ThrowsAsync<StoreCrashedException>(() => page.RunAsync(static socket => socket.StreamInsert(RoomStore.Lines, new Message("1"))));

        Assert.Contains("used the stream 'lines', which it does not declare", crash.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Command_ThatLeadsToACrash_SendsNoOperation()
    {
        var page = await StorePage.MountAsync<FeedStore>();

        await Assert.ThrowsAsync<StoreCrashedException>(() => page.RunAsync(static socket => socket.StreamInsert(FeedStore.Messages, new Message("1")).Assign(FeedStore.Broken, true)));

        Assert.Single(page.Patches);
    }

    private static string ByText(Message message) => message.Text;

    // One line for each operation: store, stream, ref, and what happens.
    private static string[] Ops(StorePage page) =>
    [
        .. JsonNode.Parse(page.LastPatch.StreamOps.Span)!.AsArray().Select(static node =>
        {
            var op = node!.AsObject();
            var detail = op.ContainsKey("at") ? $" {op["item_key"]} at {op["at"]}{(op["limit"] is { } limit ? $" limit {limit}" : "")}" : op.ContainsKey("item_key") ? $" {op["item_key"]}" : "";
            return $"{op["store_id"]!.ToJsonString()} {op["stream"]} {op["ref"]} {op["op"]}{detail}";
        }),
    ];

    private sealed class ParentStore : RootStore<ParentStore.State>
    {
        private static readonly Key<bool> Left = new("left");

        public override ValueTask<Socket> Init(Socket socket) => socket.Assign(Left, false).AttachHook("leave", Stage.AfterCommand, Leave);

        public override State Render(Socket socket) => new(socket.Get(Left) ? null : Child<LeavingStore>("child"));

        private ValueTask<HookResult> Leave(CommandCall command, Params reply, Socket socket) => HookResult.Continue(socket.Assign(Left, true));

        internal sealed record State(Child<LeavingStore>? Child);
    }

    private sealed class LeavingStore : Store<LeavingStore.State>
    {
        public static readonly Stream<Message> Lines = new("lines", static message => message.Id);

        public override State Render(Socket socket) => new(Lines);

        [Command]
        public Socket Run(Socket socket) => Scripted.Run(socket);

        internal sealed record State(Stream<Message> Lines);
    }

    private sealed class ThrowingStore : RootStore<ThrowingStore.State>
    {
        public static readonly Stream<Message> Lines = new("lines", static message => message.Id);

        public override State Render(Socket socket) => new(Lines);

        public override ValueTask<Socket> HandleAsync(string name, AsyncOutcome<object?> outcome, Socket socket) =>
            socket.StreamInsert(Lines, new Message("lost")) is { } lost ? throw new InvalidOperationException(lost.Id) : socket;

        [Command]
        public Socket Run(Socket socket) => Scripted.Run(socket);

        internal sealed record State(Stream<Message> Lines);
    }
}
