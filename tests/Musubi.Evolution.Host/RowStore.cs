namespace Musubi.Evolution.Host;

/// <summary>A child that is passed more by the next build.</summary>
public sealed class RowStore : Store<RowStore.State>
{
    /// <summary>The sum.</summary>
    public static readonly Attr<int> N = new("n");

#if NEXT
    /// <summary>What it counts.</summary>
    public static readonly Attr<string> Unit = new("unit");

    /// <inheritdoc/>
    public override State Render(Socket socket) => new($"{socket.Get(N)} {socket.Get(Unit)}");
#else
    /// <inheritdoc/>
    public override State Render(Socket socket) => new($"{socket.Get(N)}");
#endif

    /// <summary>What clients see.</summary>
    public sealed record State(string Text);
}
