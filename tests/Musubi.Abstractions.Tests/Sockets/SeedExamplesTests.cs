namespace Musubi.Tests.Sockets;

/// <summary>Every example in the reference of the Elixir <c>Musubi.Socket</c>, in its order, with the same result.</summary>
public sealed class SeedExamplesTests
{
    [Fact]
    public async Task Use_DeclaredRootsAndCallbacks_ConnectsAndJoins()
    {
        var userSocket = new UserSocket();

        var connected = await userSocket.HandleConnect(Params.Parse("""{"token":"t1"}"""), new Socket());
        var joined = await userSocket.HandleJoin(Params.Empty, connected.Socket!);

        Assert.Equal([typeof(DashboardStore), typeof(PollRoomStore)], userSocket.Roots);
        Assert.Equal("t1", joined.Socket!.Assigns["token"]);
    }

    [Fact]
    public void AnyChanged_NewSocket_IsFalse() => Assert.False(new Socket().AnyChanged());

    [Fact]
    public void AnyChanged_AfterAssign_IsTrue() => Assert.True(new Socket().Assign("title", "Inbox").AnyChanged());

    [Fact]
    public void Assign_Many_AssignsEach()
    {
        var socket = new Socket().Assign([new("title", "Inbox"), new("count", 2)]);

        Assert.Equal("Inbox", socket.Assigns["title"]);
        Assert.Equal(2, socket.Assigns["count"]);
    }

    [Fact]
    public void Assign_One_AssignsAndRecordsTheChange()
    {
        var socket = new Socket().Assign("title", "Inbox");

        Assert.Equal("Inbox", socket.Assigns["title"]);
        Assert.Equal(["title"], socket.Assigns.ChangedKeys);
    }

    [Fact]
    public void AssignNew_AbsentThenPresentKey_KeepsTheFirstValue()
    {
        var socket = new Socket().AssignNew("count", () => 0);
        Assert.Equal(0, socket.Assigns["count"]);

        socket = socket.AssignNew("count", () => 99);
        Assert.Equal(0, socket.Assigns["count"]);
    }

    [Fact]
    public void Changed_AssignedAndOtherKey_TellsThemApart()
    {
        var socket = new Socket().Assign("title", "Inbox");

        Assert.True(socket.Changed("title"));
        Assert.False(socket.Changed("count"));
    }

    [Fact]
    public void ConnectInfo_NewSocket_IsEmpty() => Assert.Equal(ConnectInfo.Empty, new Socket().ConnectInfo);

    [Fact]
    public void ConsumedKeysChanged_AnyOfTheKeys_Counts()
    {
        var socket = new Socket().Assign("title", "Inbox");

        Assert.True(socket.ConsumedKeysChanged("title", "count"));
        Assert.False(socket.ConsumedKeysChanged("count"));
    }

    [Fact]
    public void FetchRootByModule_DeclaredAndMissing_FindsTheDeclaredOne()
    {
        var userSocket = new UserSocket();

        Assert.True(userSocket.FetchRootByModule("Musubi.Tests.Sockets.SeedExamplesTests.DashboardStore", out var root));
        Assert.Equal(typeof(DashboardStore), root);
        Assert.False(userSocket.FetchRootByModule("Missing.Store", out _));
    }

    [Fact]
    public void GetPrivate_PresentAndMissing_ReadsOrFallsBack()
    {
        var hooks = new Dictionary<string, string>();
        var socket = new Socket { Private = new Socket().Private.Add("hooks", hooks) };

        Assert.Same(hooks, socket.GetPrivate("hooks"));
        Assert.Equal("fallback", socket.GetPrivate("missing", "fallback"));
    }

    [Fact]
    public void InheritContext_Session_ReachesTheTarget()
    {
        var source = new Socket().PutSession(new Dictionary<string, object?> { ["user_id"] = "u1" });

        var target = source.InheritContext(new Socket());

        Assert.Equal([new("user_id", "u1")], target.Session);
    }

    [Fact]
    public void PutConnectInfo_PeerAddress_IsReadBack()
    {
        var socket = new Socket().PutConnectInfo(new ConnectInfo { PeerAddress = "127.0.0.1" });

        Assert.Equal(new ConnectInfo { PeerAddress = "127.0.0.1" }, socket.ConnectInfo);
    }

    [Fact]
    public void PutPrivate_Value_IsInThePrivateMap()
    {
        var hooks = new Dictionary<string, string>();

        Assert.Same(hooks, new Socket().PutPrivate("hooks", hooks).Private["hooks"]);
    }

    [Fact]
    public void PutRootParams_Params_AreReadBack()
    {
        var socket = new Socket().PutRootParams(Params.Parse("""{"poll_id":"p1"}"""));

        Assert.Equal(Params.Parse("""{"poll_id":"p1"}"""), socket.RootParams);
    }

    [Fact]
    public void PutSession_Session_IsReadBack()
    {
        var socket = new Socket().PutSession(new Dictionary<string, object?> { ["user_id"] = "u1" });

        Assert.Equal([new("user_id", "u1")], socket.Session);
    }

    [Fact]
    public void ResetChanged_AfterAssign_LeavesNoMark() =>
        Assert.Empty(new Socket().Assign("title", "Inbox").ResetChanged().Assigns.ChangedKeys);

    [Fact]
    public void RootParams_NewSocket_AreEmpty() => Assert.Equal(Params.Parse("{}"), new Socket().RootParams);

    [Fact]
    public void Session_NewSocket_IsEmpty() => Assert.Empty(new Socket().Session);

    [Fact]
    public void StoreId_RootChildAndGrandchild_IsParentPathThenId()
    {
        Assert.Equal(StoreId.Root, new Socket { ParentPath = StoreId.Root, Id = "" }.StoreId);
        Assert.Equal(StoreId.Of("filters"), new Socket { ParentPath = StoreId.Root, Id = "filters" }.StoreId);
        Assert.Equal(StoreId.Of("filters", "primary"), new Socket { ParentPath = StoreId.Of("filters"), Id = "primary" }.StoreId);
    }

    [Fact]
    public void Update_Function_AppliesToTheCurrentValue()
    {
        var socket = new Socket().Assign("count", 1);

        socket = socket.Update("count", count => (int)count! + 1);

        Assert.Equal(2, socket.Assigns["count"]);
    }

    [Root<DashboardStore>]
    [Root<PollRoomStore>]
    private sealed class UserSocket : MusubiSocket
    {
        public override ValueTask<SocketResult> HandleConnect(Params connectParams, Socket socket) =>
            connectParams.TryGet<string>("token", out var token) ? Ok(socket.Assign("token", token)) : Error();
    }

    private sealed class DashboardStore : RootStore<Ok>
    {
        public override Ok Render(Socket socket) => new(true);
    }

    private sealed class PollRoomStore : RootStore<Ok>
    {
        public override Ok Render(Socket socket) => new(true);
    }

    private sealed record Ok(bool Value);
}
