using Microsoft.Data.Sqlite;

namespace Musubi.Cluster.Tests.Servers;

/// <summary>Durable roots in an SQLite file, which has no process: only its disk, and whoever else holds its lock, can fail.</summary>
internal sealed class SqliteStorage : DurableStorage
{
    private readonly DirectoryInfo _folder;
    private readonly SqliteConnection _other;

    public SqliteStorage(SmallDisk? disk)
    {
        _folder = disk is null ? Directory.CreateTempSubdirectory("musubi-sqlite-") : Directory.CreateDirectory(Path.Combine(disk.Folder, "sqlite"));
        _other = new($"Data Source={File};Pooling=false");
    }

    /// <inheritdoc/>
    public override string Setting => $"sqlite:{File}";

    private string File => Path.Combine(_folder.FullName, "pages.db");

    /// <inheritdoc/>
    public override Task StartAsync() => Task.CompletedTask;

    /// <summary>How many roots there are in it.</summary>
    public async Task<long> CountAsync()
    {
        await using var connection = new SqliteConnection($"Data Source={File};Pooling=false;Mode=ReadOnly");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM musubi_roots";
        return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    /// <inheritdoc/>
    public override Task StopAsync() => throw new NotSupportedException("A file cannot be stopped.");

    /// <inheritdoc/>
    public override Task KillAsync() => throw new NotSupportedException("A file cannot be killed.");

    /// <summary>Holds the one write lock, as a <c>VACUUM</c> does.</summary>
    public override async Task PauseAsync()
    {
        await _other.OpenAsync(TestContext.Current.CancellationToken);
        await RunAsync("BEGIN IMMEDIATE");
    }

    /// <inheritdoc/>
    public override async Task ContinueAsync()
    {
        await RunAsync("ROLLBACK");
        await _other.CloseAsync();
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await _other.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private async Task RunAsync(string text)
    {
        await using var command = _other.CreateCommand();
        command.CommandText = text;
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
