namespace Musubi.Inspector.Tests.Pages;

/// <summary>One thing in a basket.</summary>
[StoreName("Line")]
internal sealed class LineStore : Store<LineStore.State>
{
    public static readonly Attr<string> Label = new("label");

    public override State Render(Socket socket) => new(socket.Get(Label));

    internal sealed record State(string Label);
}
