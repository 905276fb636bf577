using Musubi.TestKit.Processes;

namespace Musubi.Cluster.Tests.Servers;

/// <summary>Durable roots in a Redis that syncs every write to its append-only file.</summary>
internal sealed class RedisStorage(SmallDisk? disk, bool isReplicated = false) : DurableStorage
{
    private readonly RedisServer _server = new(isDurable: true, disk?.Folder);
    private readonly RedisServer? _replica = isReplicated ? new(isDurable: true) : null;

    /// <inheritdoc/>
    public override string Setting => _replica is null ? $"redis:{_server.Configuration}" : $"redis:{_server.Configuration},{_replica.Configuration}";

    /// <inheritdoc/>
    public override string[] More => _replica is null ? [] : ["--Musubi:WaitForReplicas=1"];

    /// <inheritdoc/>
    public override async Task StartAsync()
    {
        Require(RedisServer.IsInstalled, "Redis");
        if (_server.HasEnded)
        {
            await _server.StartAsync(TestContext.Current.CancellationToken);
        }

        if (_replica is { HasEnded: true })
        {
            await _replica.StartReplicaAsync(_server, TestContext.Current.CancellationToken);
        }
    }

    /// <inheritdoc/>
    public override Task StopAsync() => _server.StopAsync();

    /// <inheritdoc/>
    public override Task KillAsync() => _server.KillAsync();

    /// <inheritdoc/>
    public override Task PauseAsync() => _server.PauseAsync();

    /// <inheritdoc/>
    public override Task ContinueAsync() => _server.ContinueAsync();

    /// <summary>Kills it, and makes its replica the primary, whose replica is then the one that was killed: an append waits for one.</summary>
    public override async Task FailOverAsync()
    {
        await _server.KillAsync();
        await _replica!.PromoteAsync(TestContext.Current.CancellationToken);
        await _server.StartReplicaAsync(_replica, TestContext.Current.CancellationToken);
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await (_replica?.DisposeAsync() ?? ValueTask.CompletedTask);
        await _server.DisposeAsync();
    }
}
