namespace Musubi.Grains.Tests.Uploads;

/// <summary>Has boxes that come and go; each takes files.</summary>
internal sealed class ShelfStore : RootStore<ShelfStore.State>
{
    private static readonly Key<bool> HasBox = new("has_box");

    public override ValueTask<Socket> Init(Socket socket) => socket.Assign(HasBox, false);

    public override State Render(Socket socket) => new(socket.Get(HasBox) ? Child<BoxStore>("box") : null);

    [Command]
    public Socket Place(bool box, Socket socket) => socket.Assign(HasBox, box);

    internal sealed record State(Child<BoxStore>? Box);
}
