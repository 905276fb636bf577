using Musubi.TestKit.Processes;

namespace Musubi.Cluster.Tests.Servers;

/// <summary>Durable roots in a PostgreSQL.</summary>
internal sealed class PostgresStorage(SmallDisk? disk, bool isReplicated = false) : DurableStorage
{
    private readonly PostgresServer _server = new(disk?.Folder);
    private readonly PostgresServer? _standby = isReplicated ? new() : null;

    /// <inheritdoc/>
    public override string Setting => _standby is null ? $"postgres:{_server.ConnectionString}" : $"postgres:Host={_server.Address},{_standby.Address};Database=postgres;Username=postgres";

    /// <inheritdoc/>
    public override async Task StartAsync()
    {
        Require(PostgresServer.IsInstalled, "PostgreSQL");
        if (_server.HasEnded)
        {
            await _server.StartAsync(TestContext.Current.CancellationToken);
        }

        if (_standby is { HasEnded: true })
        {
            await _standby.StartStandbyAsync(_server, TestContext.Current.CancellationToken);
            await _server.RunAsync("alter system set synchronous_standby_names = '*'; select pg_reload_conf();", TestContext.Current.CancellationToken);
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

    /// <inheritdoc/>
    public override async Task FailOverAsync()
    {
        await _server.KillAsync();
        await _standby!.PromoteAsync(TestContext.Current.CancellationToken);
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await (_standby?.DisposeAsync() ?? ValueTask.CompletedTask);
        await _server.DisposeAsync();
    }
}
