using System.Diagnostics.Metrics;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Musubi.Storage.Sqlite.Tests;

/// <summary>A file of one test, and what opened it.</summary>
internal sealed class SqliteFile : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("musubi-");
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly List<SqliteRootLog> _logs = [];

    public FakeTimeProvider Time { get; } = new(DateTimeOffset.UnixEpoch.AddYears(60));

    public string Path => System.IO.Path.Combine(_folder.FullName, "pages.db");

    public string ConnectionString => $"Data Source={Path}";

    public IMeterFactory Meters => _services.GetRequiredService<IMeterFactory>();

    public SqliteRootLog Open(long maxBytes = 1L << 40)
    {
        var options = new SqliteStorageOptions { ConnectionString = ConnectionString, MaxBytes = maxBytes, BusyTimeout = TimeSpan.FromSeconds(30) };
        var log = new SqliteRootLog(Options.Create(options), new SqliteMetrics(Meters, Time), Time);
        _logs.Add(log);
        return log;
    }

    public SqliteConnection Connect()
    {
        var connection = new SqliteConnection($"{ConnectionString};Pooling=False");
        connection.Open();
        return connection;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var log in _logs)
        {
            await log.DisposeAsync();
        }

        await _services.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
