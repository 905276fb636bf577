namespace Musubi.Conformance.Host.Stores;

/// <summary>A child that comes and goes.</summary>
[StoreName("Musubi.WireCapture.Stores.ToggleRootStore")]
public sealed class ToggleRootStore : RootStore<ToggleRootStore.State>
{
    private static readonly Key<bool> Shown = new("shown");

    /// <inheritdoc/>
    public override ValueTask<Socket> Init(Socket socket) => socket.Assign(Shown, false);

    /// <inheritdoc/>
    public override State Render(Socket socket) =>
        new(socket.Get(Shown) ? Child<ChildStore>("panel", ChildStore.Label.Is("panel")) : null);

    /// <summary>Shows or hides the child.</summary>
    [Command]
    public Socket Toggle(bool show, Socket socket) => socket.Assign(Shown, show);

    /// <summary>What clients see.</summary>
    public sealed record State(Child<ChildStore>? Panel);
}
