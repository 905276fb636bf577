using Musubi.TestKit.Processes;

namespace Musubi.Storage.Redis.Tests;

/// <summary>A Redis of the tests' own that syncs every write to an append-only file.</summary>
public sealed class RedisFixture : IAsyncLifetime
{
    public RedisServer Server { get; } = new(isDurable: true);

    public async ValueTask InitializeAsync() => await Server.StartAsync(CancellationToken.None);

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
