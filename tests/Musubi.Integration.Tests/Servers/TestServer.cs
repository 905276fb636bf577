using Musubi.TestKit.Logs;
using Musubi.TestKit.Phoenix;

namespace Musubi.Integration.Tests.Servers;

/// <summary>A running server, whatever its processes, as the tests of one class share it.</summary>
public abstract class TestServer : IAsyncLifetime
{
    /// <summary>Where clients connect.</summary>
    public Uri Address { get; protected set; } = null!;

    /// <summary>What all its processes log.</summary>
    public ServerLog Log { get; } = new();

    /// <summary>Connects a client by the name of <c>connect-user</c>, as the recorded frames do.</summary>
    public Task<PhoenixClient> ConnectAsync() =>
        PhoenixClient.ConnectAsync(Address, TestContext.Current.CancellationToken, ("current_user", "connect-user"));

    /// <inheritdoc/>
    public abstract ValueTask InitializeAsync();

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}
