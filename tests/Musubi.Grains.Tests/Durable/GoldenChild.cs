namespace Musubi.Grains.Tests.Durable;

/// <summary>A child store of the golden root.</summary>
[StoreName("GoldenChild")]
public sealed class GoldenChild : Store<GoldenChild.State>
{
    public static readonly Attr<int> Number = new("number");

    private static readonly Key<string> Text = new("text");

    public override ValueTask<Socket> Init(Socket socket) => socket.Assign(Text, $"child {socket.Get(Number)}");

    public override State Render(Socket socket) => new(socket.Get(Number), socket.Get(Text));

    public sealed record State(int Number, string Text);
}
