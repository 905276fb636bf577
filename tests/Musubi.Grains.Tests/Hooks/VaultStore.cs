namespace Musubi.Grains.Tests.Hooks;

/// <summary>A store whose commands ask for claims, and a child that asks for one of its own.</summary>
internal sealed class VaultStore : RootStore<VaultStore.State>
{
    private static readonly Key<int> Opened = new("opened");

    public override ValueTask<Socket> Init(Socket socket) => socket.Assign(Opened, 0);

    public override State Render(Socket socket) => new(socket.Get(Opened), Child<DrawerStore>("drawer"));

    [Command, RequireClaim("role", "banker", "auditor")]
    public Socket Open(int times, Socket socket) => socket.Update(Opened, opened => opened + times);

    [Command, RequireClaim("role", "banker"), RequireClaim("badge")]
    public Socket Empty(Socket socket) => socket.Assign(Opened, -1);

    internal sealed record State(int Opened, Child<DrawerStore> Drawer);
}

internal sealed class DrawerStore : Store<DrawerStore.State>
{
    private static readonly Key<bool> Pulled = new("pulled");

    public override ValueTask<Socket> Init(Socket socket) => socket.Assign(Pulled, false);

    public override State Render(Socket socket) => new(socket.Get(Pulled));

    [Command, RequireClaim("badge", "7")]
    public Socket Pull(Socket socket) => socket.Assign(Pulled, true);

    internal sealed record State(bool Pulled);
}
