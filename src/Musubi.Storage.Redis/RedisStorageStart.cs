using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Musubi.Storage.Redis;

/// <summary>Looks at the servers while the silo starts: one that does not answer stops the start, and one that may lose roots is told in the log.</summary>
internal sealed class RedisStorageStart(
    RedisConnection connection,
    IOptions<RedisStorageOptions> options,
    ILogger<RedisStorageStart> logger) : ILifecycleParticipant<ISiloLifecycle>
{
    public void Participate(ISiloLifecycle observer) =>
        observer.Subscribe(nameof(RedisStorageStart), ServiceLifecycleStage.RuntimeStorageServices, CheckAsync);

    public async Task CheckAsync(CancellationToken cancellation)
    {
        var multiplexer = await connection.ConnectAsync().WaitAsync(cancellation);
        await multiplexer.GetDatabase().PingAsync().WaitAsync(cancellation);
        foreach (var server in multiplexer.GetServers().Where(static server => server.IsConnected))
        {
            if (server.ServerType == ServerType.Cluster && options.Value.WaitForReplicas > 0)
            {
                throw new InvalidOperationException($"Expected {nameof(RedisStorageOptions)}.{nameof(RedisStorageOptions.WaitForReplicas)} 0 with a Redis cluster, whose keys are on several nodes; got {options.Value.WaitForReplicas}.");
            }

            try
            {
                await CheckAsync(server).WaitAsync(cancellation);
            }
            catch (RedisServerException)
            {
                // A user that may not ask, or a service that hides it.
                RedisLog.UnknownSettings(logger);
            }
        }
    }

    private async Task CheckAsync(IServer server)
    {
        // As plain commands: the library's own methods want its admin mode.
        var info = ((string?)await server.ExecuteAsync("INFO") ?? "")
            .Split("\r\n", StringSplitOptions.RemoveEmptyEntries)
            .Select(static line => line.Split(':', 2))
            .Where(static pair => pair.Length == 2)
            .DistinctBy(static pair => pair[0])
            .ToDictionary(static pair => pair[0], static pair => pair[1]);
        if (info.GetValueOrDefault("role") is "slave" or "replica")
        {
            RedisLog.Replica(logger);
        }

        if (info.GetValueOrDefault("connected_slaves", "0") != "0" && options.Value.WaitForReplicas == 0)
        {
            RedisLog.AsynchronousReplicas(logger);
        }

        if (info.GetValueOrDefault("maxmemory_policy") is { } eviction and not "noeviction")
        {
            RedisLog.Evicts(logger, eviction);
        }

        if (info.GetValueOrDefault("aof_enabled") != "1")
        {
            RedisLog.NoAppendOnlyFile(logger);
        }
        else if (await server.ExecuteAsync("CONFIG", "GET", "appendfsync") is { Length: 2 } setting && (string?)setting[1] is { } policy and not "always")
        {
            RedisLog.LateSync(logger, policy);
        }
    }
}
