using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;
using Musubi.Durable;

namespace Musubi.Storage.Redis.Tests;

/// <summary>Keys of one test's own, and the logs that it opens on them.</summary>
internal sealed class RedisRoots(RedisFixture redis) : IAsyncDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly List<RedisConnection> _connections = [];
    private readonly string _prefix = $"t{Guid.NewGuid():N}:";

    public FakeLogger<RedisStorageStart> Log { get; } = new();

    public IRootLog Open(int seconds = 30, int replicas = 0) =>
        new RedisRootLog(Connect(seconds, replicas, out var options), options, new RedisMetrics(_services.GetRequiredService<IMeterFactory>(), TimeProvider.System));

    public RedisStorageStart Start() => new(Connect(30, 0, out var options), options, Log);

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _connections)
        {
            await connection.DisposeAsync();
        }

        await _services.DisposeAsync();
    }

    private RedisConnection Connect(int seconds, int replicas, out IOptions<RedisStorageOptions> options)
    {
        options = Options.Create(new RedisStorageOptions
        {
            Configuration = redis.Server.Configuration,
            KeyPrefix = _prefix,
            Timeout = TimeSpan.FromSeconds(seconds),
            WaitForReplicas = replicas,
        });
        var connection = new RedisConnection(options);
        _connections.Add(connection);
        return connection;
    }
}
