namespace Musubi.Conformance.Host.Stores;

/// <summary>A label, and a command that answers and changes nothing.</summary>
[StoreName("Musubi.WireCapture.Stores.BetaRootStore")]
public sealed class BetaRootStore : RootStore<BetaRootStore.State>
{
    /// <summary>The label, from the mount params; null without one.</summary>
    public static readonly Attr<string?> Label = new("label", null);

    /// <inheritdoc/>
    public override State Render(Socket socket) => new(socket.Get(Label), socket.Get(ConformanceSocket.CurrentUser));

    /// <summary>Sets the label.</summary>
    [Command]
    public Socket Rename(string label, Socket socket) => socket.Assign(Label, label);

    /// <summary>Answers with the label it was given.</summary>
    [Command]
    public (EchoReply Reply, Socket Socket) Echo(string label, Socket socket) => (new(true, label), socket);

    /// <summary>What clients see.</summary>
    public sealed record State(string? Label, string CurrentUser);

    /// <summary>The answer to <see cref="Echo"/>.</summary>
    public sealed record EchoReply(bool Ok, string Label);
}
