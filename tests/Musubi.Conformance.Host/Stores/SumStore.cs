namespace Musubi.Conformance.Host.Stores;

/// <summary>A sum, and how many additions made it: one that was lost or done twice shows as a difference between the two and what a client has added.</summary>
public abstract class SumStore : RootStore<SumStore.State>
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
