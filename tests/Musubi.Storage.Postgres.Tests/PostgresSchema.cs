using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;
using Musubi.Durable;

namespace Musubi.Storage.Postgres.Tests;

/// <summary>Tables of one test's own, and the logs that it opens on them.</summary>
internal sealed class PostgresSchema(PostgresFixture postgres) : IAsyncDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly List<PostgresConnections> _connections = [];

    public string Name { get; } = $"t{Guid.NewGuid():N}";

    public string ConnectionString => $"{postgres.ConnectionString};Search Path={Name};Maximum Pool Size=16";

    public FakeLogger<PostgresStorageStart> Log { get; } = new();

    public IMeterFactory Meters => _services.GetRequiredService<IMeterFactory>();

    public async Task<IRootLog> OpenAsync(int seconds = 30)
    {
        await postgres.QueryAsync($"CREATE SCHEMA IF NOT EXISTS {Name}");
        var connections = Connect(seconds);
        await StartOf(connections, ensureCreated: true).CheckAsync(TestContext.Current.CancellationToken);
        return new PostgresRootLog(connections, new PostgresMetrics(Meters, TimeProvider.System));
    }

    public PostgresConnections Connect(int seconds = 30, string more = "")
    {
        var options = new PostgresStorageOptions { ConnectionString = ConnectionString + more, Timeout = TimeSpan.FromSeconds(seconds) };
        var connections = new PostgresConnections(Options.Create(options), TimeProvider.System);
        _connections.Add(connections);
        return connections;
    }

    public PostgresStorageStart StartOf(PostgresConnections connections, bool ensureCreated) =>
        new(connections, Options.Create(new PostgresStorageOptions { EnsureCreated = ensureCreated }), TimeProvider.System, Log);

    public Task<object?> QueryAsync(string text) => postgres.QueryAsync(text, Name);

    public async ValueTask DisposeAsync()
    {
        foreach (var connections in _connections)
        {
            await connections.DisposeAsync();
        }

        await postgres.QueryAsync($"DROP SCHEMA IF EXISTS {Name} CASCADE");
        await _services.DisposeAsync();
    }
}
