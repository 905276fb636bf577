namespace Musubi.Tests.Stores;

public sealed class StoreTests
{
    [Fact]
    public async Task Mount_ByDefault_AssignsTheDeclaredAttributesAlone()
    {
        var socket = await new RoomStore().Mount(Params.Parse("""{"room_id":"r1","other":1}"""), new Socket());

        Assert.Equal([new("room_id", "r1")], socket.Assigns);
    }

    [Fact]
    public async Task Mount_ByDefault_LeavesMissingAttributesToTheRuntime() =>
        Assert.Empty((await new RoomStore().Mount(Params.Empty, new Socket())).Assigns);

    [Fact]
    public async Task Update_ByDefault_AssignsTheProps()
    {
        var socket = await new RoomStore().Update(new Dictionary<string, object?> { ["label"] = "tea" }, new Socket());

        Assert.Equal([new("label", "tea")], socket.Assigns);
    }

    [Fact]
    public async Task InitAndHandleInfo_ByDefault_ChangeNothing()
    {
        var socket = new Socket();

        Assert.Same(socket, await new RoomStore().Init(socket));
        Assert.Same(socket, await new RoomStore().HandleInfo("message", socket));
    }

    [Fact]
    public void Child_IdAndProps_AreKept()
    {
        var line = new RoomStore().Render(new Socket()).Line;

        Assert.Equal("line", line.Id);
        Assert.Equal([new("room_id", "r1")], line.Props);
        Assert.Equal(typeof(RoomStore), line.StoreType);
    }

    [Fact]
    public void Child_WithoutAnId_IsAnErrorThatNamesItsStore() =>
        Assert.StartsWith(
            $"Expected an id for the child {typeof(RoomStore)}; got an empty one.",
            Assert.Throws<ArgumentException>(static () => new Child<RoomStore>("", [])).Message,
            StringComparison.Ordinal);

    [Fact]
    public void StoreName_NotSet_IsTheFullTypeNameWithDots() =>
        Assert.Equal("Musubi.Tests.Stores.StoreTests.RoomStore", StoreNameAttribute.Of(typeof(RoomStore)));

    [Theory]
    [InlineData(typeof(NamelessStore), "")]
    [InlineData(typeof(ColonStore), "a:b")]
    public void StoreName_EmptyOrWithAColon_IsAnErrorThatShowsIt(Type store, string name) =>
        Assert.Equal(
            $"{store} has the wire name '{name}'. Expected one that is not empty and has no colon.",
            Assert.Throws<InvalidOperationException>(() => StoreNameAttribute.Of(store)).Message);

    private sealed class RoomStore : RootStore<Room>
    {
        public static readonly Attr<string> RoomId = new("room_id");

        public override Room Render(Socket socket) => new(Child<RoomStore>("line", RoomId.Is("r1")));
    }

    private sealed record Room(Child<RoomStore> Line);

    [StoreName("")]
    private sealed class NamelessStore : Store<object>
    {
        public override object Render(Socket socket) => new();
    }

    [StoreName("a:b")]
    private sealed class ColonStore : Store<object>
    {
        public override object Render(Socket socket) => new();
    }
}
