using System.Collections.Immutable;
using CsCheck;

namespace Musubi.Tests.Serialization;

public sealed class RoundTripTests(OrleansSerialization orleans) : IClassFixture<OrleansSerialization>
{
    private static readonly ConnectInfo Info = new()
    {
        PeerAddress = "::1",
        PeerPort = 40_000,
        UserAgent = "agent",
        Uri = "https://example.test/socket",
        XHeaders = ConnectInfo.Empty.XHeaders.Add("x-request-id", "r1"),
        AuthToken = "token",
        Claims = [new ConnectClaim("role", "admin")],
    };

    public static TheoryData<StoreId> StoreIds => [StoreId.Root, StoreId.Of("a"), StoreId.Of("lines", "a:b/\"界\"")];

    [Fact]
    public void Socket_WithEverythingInIt_ArrivesWhole()
    {
        var socket = new Socket { ParentPath = StoreId.Of("lines"), Id = "line-2" }
            .Assign("old", "value")
            .ResetChanged()
            .Assign([new("int", 1), new("null", null), new("list", ImmutableArray.Create(1, 2)), new("point", new Point(1, 2)), new("time", DateTimeOffset.UnixEpoch)])
            .PutPrivate("hooks", ImmutableDictionary<string, int>.Empty.Add("a", 1))
            .PutSession(new Dictionary<string, object?> { ["user_id"] = "u1", ["none"] = null })
            .PutConnectInfo(Info)
            .PutRootParams(Params.Parse("""{"poll_id":"p1"}"""));

        var arrived = orleans.RoundTrip(socket);

        Assert.Equal(["old", "int", "null", "list", "point", "time"], arrived.Assigns.Keys);
        Assert.Equal(["int", "null", "list", "point", "time"], arrived.Assigns.ChangedKeys);
        Assert.Equal("value", arrived.Assigns["old"]);
        Assert.Equal(1, arrived.Assigns["int"]);
        Assert.Null(arrived.Assigns["null"]);
        Assert.Equal([1, 2], Assert.IsType<ImmutableArray<int>>(arrived.Assigns["list"]));
        Assert.Equal(new Point(1, 2), arrived.Assigns["point"]);
        Assert.Equal(DateTimeOffset.UnixEpoch, arrived.Assigns["time"]);
        Assert.Equal([new("a", 1)], Assert.IsType<ImmutableDictionary<string, int>>(arrived.GetPrivate("hooks")));
        Assert.Equal(socket.Session.OrderBy(static entry => entry.Key), arrived.Session.OrderBy(static entry => entry.Key));
        AssertEqual(Info, arrived.ConnectInfo);
        Assert.Equal(socket.RootParams, arrived.RootParams);
        Assert.Equal(StoreId.Of("lines", "line-2"), arrived.StoreId);
    }

    [Fact]
    public void Socket_Arrived_GoesOnLikeTheOriginal()
    {
        var arrived = orleans.RoundTrip(new Socket().Assign("count", 1).PutPrivate("a", 1).ResetChanged());

        Assert.Same(arrived, arrived.Assign("count", 1));
        Assert.Equal(2, arrived.Update("count", static count => (int)count! + 1).Assigns["count"]);
        Assert.Equal(2, arrived.PutPrivate("b", 2).Private.Count);
    }

    [Fact]
    public void Socket_AsyncValues_Survive()
    {
        var ok = AsyncResult.Ok("there");
        var failed = ok.Fail(AsyncReason.Timeout);
        var socket = new Socket().Assign([new("ok", ok), new("failed", failed), new("loading", AsyncResult.Loading(ok))]);

        var arrived = orleans.RoundTrip(socket);

        Assert.Equal(socket.Assigns.Keys.Select(key => socket.Assigns[key]), arrived.Assigns.Keys.Select(key => arrived.Assigns[key]));
    }

    [Fact]
    public void Socket_Empty_ArrivesEmpty()
    {
        var arrived = orleans.RoundTrip(new Socket());

        Assert.Empty(arrived.Assigns);
        Assert.Empty(arrived.Private);
        Assert.Empty(arrived.Session);
        Assert.Equal(Params.Empty, arrived.RootParams);
        Assert.Equal(StoreId.Root, arrived.StoreId);
        AssertEqual(ConnectInfo.Empty, arrived.ConnectInfo);
    }

    [Fact]
    public void Socket_Subscriptions_Survive()
    {
        var arrived = orleans.RoundTrip(new Socket().Subscribe("a").Subscribe("b").Unsubscribe("a"));

        Assert.Equal(["b"], arrived.Subscriptions());
        Assert.Equal(["b", "c"], arrived.Subscribe("c").Subscriptions().Order());
    }

    [Fact]
    public void MountRequest_WithoutObserver_ArrivesWhole()
    {
        var arrived = orleans.RoundTrip(new MountRequest(7, Params.Parse("""{"a":1}"""), new Socket().Assign("user", "u1"), null));

        Assert.Equal(7, arrived.MountId);
        Assert.Equal(Params.Parse("""{"a":1}"""), arrived.Params);
        Assert.Equal("u1", arrived.Socket.Assigns["user"]);
        Assert.Null(arrived.Observer);
    }

    [Fact]
    public void CommandRequest_Values_ArriveWhole()
    {
        var arrived = orleans.RoundTrip(new CommandRequest(7, 3, StoreId.Of("a"), "rename", "{}"u8.ToArray()));

        Assert.Equal((7, 3, StoreId.Of("a"), "rename"), (arrived.MountId, arrived.Delivered, arrived.StoreId, arrived.Name));
        Assert.Equal("{}"u8.ToArray(), arrived.Payload);
    }

    [Fact]
    public void CommandRequest_PayloadInTheMiddleOfABuffer_ArrivesAlone()
    {
        var buffer = "secret{}secret"u8.ToArray();

        var arrived = orleans.RoundTrip(new CommandRequest(1, 1, StoreId.Root, "inc", buffer.AsMemory(6, 2)));

        Assert.Equal("{}"u8.ToArray(), arrived.Payload);
    }

    [Theory]
    [InlineData(CommandOutcome.Handled)]
    [InlineData(CommandOutcome.UnknownStore)]
    [InlineData(CommandOutcome.UnknownCommand)]
    [InlineData(CommandOutcome.Crashed)]
    [InlineData(CommandOutcome.NotMounted)]
    public void CommandAnswer_EachOutcome_ArrivesWithItsReplyAndPatch(CommandOutcome outcome)
    {
        var bare = orleans.RoundTrip(new CommandAnswer(outcome));
        Assert.Equal(outcome, bare.Outcome);
        Assert.True(bare.Reply.IsEmpty);
        Assert.Null(bare.Patch);

        var full = orleans.RoundTrip(new CommandAnswer(outcome, "{\"ok\":true}"u8.ToArray(), new PatchEnvelope(1, 2, "[1]"u8.ToArray())));
        Assert.Equal("{\"ok\":true}"u8.ToArray(), full.Reply);
        Assert.Equal("[1]"u8.ToArray(), full.Patch!.Ops);
    }

    [Theory]
    [InlineData(MountOutcome.Mounted)]
    [InlineData(MountOutcome.UnknownRoot)]
    [InlineData(MountOutcome.Crashed)]
    public void MountAnswer_EachOutcome_Arrives(MountOutcome outcome) => Assert.Equal(new MountAnswer(outcome, null), orleans.RoundTrip(new MountAnswer(outcome, null)));

    [Fact]
    public void SyncAnswer_Missed_ArriveInOrder()
    {
        var arrived = orleans.RoundTrip(new SyncAnswer(true, [new PatchEnvelope(1, 2, default), new PatchEnvelope(2, 3, default)]));

        Assert.True(arrived.Mounted);
        Assert.Equal([2L, 3L], arrived.Missed.Select(static patch => patch.Version));
        Assert.Empty(orleans.RoundTrip(new SyncAnswer(false, [])).Missed);
    }

    [Fact]
    public void RootPush_PatchesCrashAndTrace_ArriveInOrder()
    {
        var arrived = orleans.RoundTrip<ImmutableArray<RootPush>>(
        [
            new RootPush(7, new PatchEnvelope(1, 2, "[1]"u8.ToArray()), "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "a=b"),
            new RootPush(8, new PatchEnvelope(3, 4, default)),
            new RootPush(7, null),
        ]);

        Assert.Equal([(7L, 2L), (8L, 4L), (7L, null)], arrived.Select(static push => (push.MountId, push.Patch?.Version)));
        Assert.Equal("[1]"u8.ToArray(), arrived[0].Patch!.Ops);
        Assert.Equal(("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "a=b"), (arrived[0].TraceParent, arrived[0].TraceState));
        Assert.Equal((null, null), (arrived[1].TraceParent, arrived[1].TraceState));
    }

    [Fact]
    public void PatchEnvelope_EachList_ArrivesInItsPlace()
    {
        var arrived = orleans.RoundTrip(new PatchEnvelope(8, 9, "[1]"u8.ToArray(), "[2]"u8.ToArray(), "[3]"u8.ToArray(), "[4]"u8.ToArray()));

        Assert.Equal((8, 9), (arrived.BaseVersion, arrived.Version));
        Assert.Equal("[1]"u8.ToArray(), arrived.Ops);
        Assert.Equal("[2]"u8.ToArray(), arrived.StreamOps);
        Assert.Equal("[3]"u8.ToArray(), arrived.UploadOps);
        Assert.Equal("[4]"u8.ToArray(), arrived.Events);
        Assert.Equal("[]"u8.ToArray(), orleans.RoundTrip(new PatchEnvelope(0, 1, default)).Ops);
    }

    [Fact]
    public void InfoMessage_Body_ArrivesAsItsType() =>
        Assert.Equal(new InfoMessage("polls", new Point(1, 2)), orleans.RoundTrip(new InfoMessage("polls", new Point(1, 2))));

    [Theory]
    [MemberData(nameof(StoreIds))]
    public void StoreId_Any_Arrives(StoreId id) => Assert.Equal(id, orleans.RoundTrip(id));

    [Fact]
    public void Ids_OfAnyText_Arrive() => Gen.String.Where(static text => text.Length > 0).Sample(text =>
    {
        var key = new StoreGrainKey("c1", new RootId("My.Store", text));
        return orleans.RoundTrip(key) == key && orleans.RoundTrip(key.Root) == key.Root;
    });

    [Fact]
    public void TerminateReason_Each_Arrives() => Assert.All(Enum.GetValues<TerminateReason>(), reason => Assert.Equal(reason, orleans.RoundTrip(reason)));

    private static void AssertEqual(ConnectInfo expected, ConnectInfo actual)
    {
        Assert.Equal(expected.XHeaders, actual.XHeaders);
        Assert.Equal(expected.Claims, actual.Claims);
        Assert.Equal(expected, actual with { XHeaders = expected.XHeaders, Claims = expected.Claims });
    }
}
