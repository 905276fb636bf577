namespace Musubi.Conformance.Host.Stores;

/// <summary>A room with a child that shows its name.</summary>
[StoreName("Musubi.WireCapture.Stores.AlphaRootStore")]
public sealed class AlphaRootStore : RootStore<AlphaRootStore.State>
{
    /// <summary>The room, from the mount params.</summary>
    public static readonly Attr<string> RoomId = new("room_id");

    /// <inheritdoc/>
    public override State Render(Socket socket) => new(
        socket.Get(RoomId),
        socket.Get(ConformanceSocket.CurrentUser),
        Child<ChildStore>("child", ChildStore.Label.Is(socket.Get(RoomId))));

    /// <summary>Goes to another room.</summary>
    [Command]
    public Socket Rename(string roomId, Socket socket) => socket.Assign(RoomId, roomId);

    /// <summary>What clients see.</summary>
    public sealed record State(string RoomId, string CurrentUser, Child<ChildStore> Child);
}
