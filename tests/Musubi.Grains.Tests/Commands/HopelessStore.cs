using System.Diagnostics.CodeAnalysis;

namespace Musubi.Grains.Tests.Commands;

/// <summary>A store with many mistakes: one for each thing that a store declares.</summary>
[SuppressMessage("Performance", "CA1823:Avoid unused private fields", Justification = "They are the mistakes.")]
[SuppressMessage("CodeQuality", "IDE0044:Add readonly modifier", Justification = "They are the mistakes.")]
[SuppressMessage("CodeQuality", "IDE0052:Remove unread private members", Justification = "They are the mistakes.")]
internal sealed class HopelessStore : RootStore<HopelessStore.State>
{
    public static readonly PushEvent<Told> One = new("twice");
    public static readonly PushEvent<Told> Two = new("twice");
    public static readonly Upload Huge = new("huge") { MaxEntries = 0 };

    private int _count;
    private string _other = "";

    public override State Render(Socket socket) => new([], [], Child<HopelessChildStore>($"{_count}{_other}"));

    [Command]
    public Socket Count(Socket socket)
    {
        (_count, _other) = (_count + 1, "more");
        return socket;
    }

    [Command]
    public Socket NoSocket(int by) => new Socket().Assign("by", by);

    [Command]
    internal int Hidden(Socket socket) => socket.Assigns.Count;

    [Command]
    public Socket Pair((int X, int Y) from, (int X, int Y) to, Socket socket) => socket.Assign("to", from.X + to.X);

    internal sealed record Told(string Text);

    internal sealed record State(List<int> First, List<int> Second, Child<HopelessChildStore> Child);
}

internal sealed class HopelessChildStore : Store<HopelessChildStore.State>
{
    public override State Render(Socket socket) => new([]);

    internal sealed record State(List<int> Items);
}
