namespace Musubi.Tests.Sockets;

public sealed class SocketTests
{
    private static readonly Key<int> Count = new("count");
    private static readonly Key<string?> Title = new("title");

    private static readonly Socket Full = new Socket { ParentPath = StoreId.Of("lines"), Id = "line-2" }
        .Assign("kept", 1)
        .ResetChanged()
        .Assign("count", 1)
        .PutPrivate("hooks", "h")
        .PutSession(new Dictionary<string, object?> { ["user_id"] = "u1" })
        .PutConnectInfo(new ConnectInfo { PeerAddress = "127.0.0.1" })
        .PutRootParams(Params.Parse("""{"poll_id":"p1"}"""));

    public static TheoryData<string, Func<Socket, Socket>> Functions => new()
    {
        { nameof(Socket.Assign), static socket => socket.Assign("kept", 2) },
        { "Assign a new key", static socket => socket.Assign("new", 2) },
        { "Assign a typed key", static socket => socket.Assign(Count, 2) },
        { "Assign many", static socket => socket.Assign([new("kept", 2), new("new", 3)]) },
        { nameof(Socket.AssignNew), static socket => socket.AssignNew("new", () => 2) },
        { "AssignNew a typed key", static socket => socket.AssignNew(Title, () => "t") },
        { nameof(Socket.Update), static socket => socket.Update("kept", static kept => (int)kept! + 1) },
        { "Update a typed key", static socket => socket.Update(Count, static count => count + 1) },
        { nameof(Socket.ResetChanged), static socket => socket.ResetChanged() },
        { nameof(Socket.PutPrivate), static socket => socket.PutPrivate("hooks", "other") },
        { nameof(Socket.PutSession), static socket => socket.PutSession(new Dictionary<string, object?>()) },
        { nameof(Socket.PutConnectInfo), static socket => socket.PutConnectInfo(ConnectInfo.Empty) },
        { nameof(Socket.PutRootParams), static socket => socket.PutRootParams(Params.Empty) },
        { nameof(Socket.InheritContext), static socket => new Socket().InheritContext(socket) },
    };

    [Theory]
    [MemberData(nameof(Functions))]
    public void EveryFunction_OnASocket_LeavesItAsItWas(string function, Func<Socket, Socket> call)
    {
        var next = call(Full);

        Assert.True(next != Full, $"{function} returned the same socket");
        Assert.Equal([new("kept", 1), new("count", 1)], Full.Assigns);
        Assert.Equal(["count"], Full.Assigns.ChangedKeys);
        Assert.Equal([new("hooks", "h")], Full.Private);
        Assert.Equal([new("user_id", "u1")], Full.Session);
        Assert.Equal("127.0.0.1", Full.ConnectInfo.PeerAddress);
        Assert.Equal(Params.Parse("""{"poll_id":"p1"}"""), Full.RootParams);
        Assert.Equal(StoreId.Of("lines", "line-2"), Full.StoreId);
    }

    [Fact]
    public void Subscribe_OnARootsSocket_LeavesItAsItWas()
    {
        var root = new Socket();

        var next = root.Subscribe("topic");

        Assert.Empty(root.Private);
        Assert.NotEmpty(next.Private);
    }

    [Fact]
    public void Assign_AfterOtherFunctions_KeepsTheRestOfTheSocket()
    {
        var next = Full.Assign("count", 2);

        Assert.Equal(Full.Private, next.Private);
        Assert.Equal(Full.Session, next.Session);
        Assert.Equal(Full.ConnectInfo, next.ConnectInfo);
        Assert.Equal(Full.RootParams, next.RootParams);
        Assert.Equal(Full.StoreId, next.StoreId);
    }

    [Theory]
    [InlineData(1)]
    [InlineData("text")]
    [InlineData(null)]
    public void Assign_EqualValue_MarksNothing(object? value)
    {
        var socket = new Socket().Assign("key", value).ResetChanged();

        Assert.Same(socket, socket.Assign("key", value is string text ? new string(text) : value));
    }

    [Fact]
    public void Assign_EqualRecord_MarksNothing()
    {
        var socket = new Socket().Assign("point", new Point(1, 2)).ResetChanged();

        Assert.False(socket.Assign("point", new Point(1, 2)).AnyChanged());
        Assert.True(socket.Assign("point", new Point(1, 3)).AnyChanged());
    }

    [Fact]
    public void Assign_SameNumberOfAnotherType_IsAChange() =>
        Assert.True(new Socket().Assign("n", 1).ResetChanged().Assign("n", 1L).Changed("n"));

    [Fact]
    public void Assign_BackToTheOldValue_StaysMarked() =>
        Assert.True(new Socket().Assign("n", 1).ResetChanged().Assign("n", 2).Assign("n", 1).Changed("n"));

    [Fact]
    public void Assign_NullToAnAbsentKey_CreatesIt()
    {
        var socket = new Socket().Assign("key", null);

        Assert.True(socket.Assigns.ContainsKey("key"));
        Assert.Null(socket.Assigns["key"]);
        Assert.True(socket.Changed("key"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Assign_NoKey_IsAnError(string? key) => Assert.ThrowsAny<ArgumentException>(() => new Socket().Assign(key!, 1));

    [Fact]
    public void Assign_ManyWithOneKeyTwice_KeepsTheLast() =>
        Assert.Equal([new("n", 2)], new Socket().Assign([new("n", 1), new("n", 2)]).Assigns);

    [Fact]
    public void Assign_KeysThatDifferInCase_AreTwo() =>
        Assert.Equal(2, new Socket().Assign("key", 1).Assign("Key", 2).Assigns.Count);

    [Fact]
    public void AssignNew_PresentKey_NeitherRunsNorMarks()
    {
        var socket = new Socket().Assign("count", null).ResetChanged();

        Assert.Same(socket, socket.AssignNew("count", static () => throw new InvalidOperationException("ran")));
        Assert.Same(socket, socket.AssignNew(Count, static () => throw new InvalidOperationException("ran")));
    }

    [Fact]
    public void Update_AbsentKey_NamesItBesideWhatIsThere()
    {
        var socket = new Socket().Assign("title", "Inbox").Assign("count", 2);

        var error = Assert.Throws<KeyNotFoundException>(() => socket.Update("cuont", static count => count));

        Assert.Equal("Expected an assign 'cuont'; the socket has 'title', 'count'.", error.Message);
    }

    [Fact]
    public void Get_FromAnEmptySocket_SaysThatItHasNone()
    {
        var error = Assert.Throws<KeyNotFoundException>(() => new Socket().Get(Count));

        Assert.Equal("Expected an assign 'count'; the socket has none.", error.Message);
    }

    [Fact]
    public void Get_TypedKey_ReadsWithoutACast()
    {
        var socket = new Socket().Assign(Count, 2).Assign(Title, null).Update(Count, static count => count + 1);

        Assert.Equal(3, socket.Get(Count));
        Assert.Null(socket.Get(Title));
        Assert.True(socket.Changed(Count));
    }

    [Theory]
    [InlineData("two", "Expected assign 'count' to be System.Int32; got System.String.")]
    [InlineData(2L, "Expected assign 'count' to be System.Int32; got System.Int64.")]
    [InlineData(null, "Expected assign 'count' to be System.Int32; got null.")]
    public void Get_AnotherType_SaysWhatWasExpectedAndWhatCame(object? value, string message)
    {
        var socket = new Socket().Assign("count", value);

        Assert.Equal(message, Assert.Throws<InvalidCastException>(() => socket.Get(Count)).Message);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Key_NoName_IsAnError(string? name) => Assert.Throws<ArgumentException>(() => new Key<int>(name!));

    [Theory]
    [InlineData(0)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(199)]
    public void Assign_OneOfManyKeys_MarksThatOneAlone(int index)
    {
        var many = new Socket().Assign(Enumerable.Range(0, 200).Select(static key => KeyValuePair.Create($"k{key}", (object?)key)));
        Assert.Equal(200, many.Assigns.ChangedKeys.Length);

        var socket = many.ResetChanged();
        Assert.False(socket.AnyChanged());
        socket = socket.Assign($"k{index}", "other");

        Assert.Equal([$"k{index}"], socket.Assigns.ChangedKeys);
        Assert.True(socket.AnyChanged());
        Assert.Equal(Enumerable.Range(0, 200).Where(key => key != index), socket.Assigns.Values.OfType<int>());
        Assert.False(socket.ResetChanged().AnyChanged());
    }

    [Fact]
    public void ResetChanged_NothingChanged_IsTheSameSocket()
    {
        var socket = new Socket().Assign("key", 1).ResetChanged();

        Assert.Same(socket, socket.ResetChanged());
    }

    [Fact]
    public void PutPrivate_Value_MarksNothing() => Assert.False(new Socket().PutPrivate("key", 1).AnyChanged());

    [Fact]
    public void PutSession_AnotherOne_AddsToTheFirst()
    {
        var socket = new Socket()
            .PutSession(new Dictionary<string, object?> { ["a"] = 1, ["b"] = 1 })
            .PutSession(new Dictionary<string, object?> { ["b"] = 2 });

        Assert.Equal([new("a", 1), new("b", 2)], socket.Session.OrderBy(static entry => entry.Key));
    }

    [Fact]
    public void PutSession_KeyThatOnlyDiffersInCase_IsNotFound()
    {
        var session = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase) { ["User"] = "u1" };

        Assert.False(new Socket().PutSession(session).Session.ContainsKey("user"));
    }

    [Fact]
    public void PutSession_ChangedAfterwards_IsNotSeenByTheSocket()
    {
        var session = new Dictionary<string, object?> { ["a"] = 1 };
        var socket = new Socket().PutSession(session);

        session["a"] = 2;

        Assert.Equal(1, socket.Session["a"]);
    }

    [Fact]
    public void InheritContext_Target_KeepsItsOwnAssignsParamsAndPlace()
    {
        var target = new Socket { Id = "child" }.Assign("own", 1);

        var inherited = Full.InheritContext(target);

        Assert.Equal(Full.Session, inherited.Session);
        Assert.Equal(Full.ConnectInfo, inherited.ConnectInfo);
        Assert.Equal(Params.Empty, inherited.RootParams);
        Assert.Empty(inherited.Private);
        Assert.Equal([new("own", 1)], inherited.Assigns);
        Assert.Equal(StoreId.Of("child"), inherited.StoreId);
    }

    private sealed record Point(int X, int Y);
}
