namespace Musubi.Conformance.Host.Stores;

/// <summary>A sum, and how many additions made it.</summary>
/// <remarks>Kept in the storage that <c>Musubi:Durable</c> names.</remarks>
[StoreName("Musubi.WireCapture.Stores.DurableRootStore")]
[Durable]
public sealed class DurableRootStore : RootStore<DurableRootStore.State>
{
    private static readonly Key<int> N = new("n");
    private static readonly Key<int> LogLength = new("log_length");

    /// <inheritdoc/>
    public override ValueTask<Socket> Init(Socket socket) => socket.Assign(N, 0).Assign(LogLength, 0);

    /// <inheritdoc/>
    public override State Render(Socket socket) => new(socket.Get(N), socket.Get(LogLength));

    /// <summary>Adds, and answers with the sum.</summary>
    [Command]
    public (Sum Reply, Socket Socket) Add(int by, Socket socket)
    {
        var added = socket.Update(N, n => n + by).Update(LogLength, static length => length + 1);
        return (new Sum(added.Get(N)), added);
    }

    /// <summary>What clients see.</summary>
    public sealed record State(int N, int LogLength);

    /// <summary>The answer to <see cref="Add"/>.</summary>
    public sealed record Sum(int N);
}
