namespace Musubi.Integration.Tests.Servers;

/// <summary>A test against a server of its class, failed by every error in the server's log that it did not allow.</summary>
public abstract class ServerTest<TServer>(TServer server) : IAsyncLifetime
    where TServer : TestServer
{
    protected TServer Server { get; } = server;

    protected static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    /// <inheritdoc/>
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        Server.Log.Verify();
        return ValueTask.CompletedTask;
    }
}
