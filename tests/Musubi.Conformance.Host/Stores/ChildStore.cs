namespace Musubi.Conformance.Host.Stores;

/// <summary>A label.</summary>
[StoreName("Musubi.WireCapture.Stores.ChildStore")]
public sealed class ChildStore : Store<ChildStore.State>
{
    /// <summary>What it shows.</summary>
    public static readonly Attr<string> Label = new("label");

    /// <inheritdoc/>
    public override State Render(Socket socket) => new(socket.Get(Label));

    /// <summary>What clients see.</summary>
    public sealed record State(string Label);
}
