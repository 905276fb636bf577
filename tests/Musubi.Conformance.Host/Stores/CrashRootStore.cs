namespace Musubi.Conformance.Host.Stores;

/// <summary>A counter that fails wherever a store can fail.</summary>
[StoreName("Musubi.WireCapture.Stores.CrashRootStore")]
public sealed class CrashRootStore(TimeProvider time) : RootStore<CrashRootStore.State>
{
    /// <summary>The text of every exception, which no client may ever see.</summary>
    public const string Secret = "a secret of the server";

    private static readonly Key<int> N = new("n");
    private static readonly Key<bool> Broken = new("broken");

    /// <inheritdoc/>
    public override ValueTask<Socket> Mount(Params mountParams, Socket socket) =>
        mountParams.Get("throw", false)
            ? throw new InvalidOperationException(Secret)
            : socket.Assign(N, 0).Assign(Broken, false);

    /// <inheritdoc/>
    public override State Render(Socket socket) =>
        socket.Get(Broken) ? throw new InvalidOperationException(Secret) : new(socket.Get(N));

    /// <summary>Adds 1.</summary>
    [Command]
    public Socket Inc(Socket socket) => socket.Update(N, static n => n + 1);

    /// <summary>Fails in the handler.</summary>
    [Command]
    public Socket Throw(Socket socket) => throw new InvalidOperationException(Secret);

    /// <summary>Fails in the render that follows.</summary>
    [Command]
    public Socket ThrowRender(Socket socket) => socket.Assign(Broken, true);

    /// <summary>Takes its time.</summary>
    [Command]
    public async ValueTask<Socket> Hang(int ms, Socket socket)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(ms), time);
        return socket;
    }

    /// <summary>What clients see.</summary>
    public sealed record State(int N);
}
