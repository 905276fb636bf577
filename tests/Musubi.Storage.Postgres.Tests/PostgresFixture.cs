using Musubi.TestKit.Processes;
using Npgsql;

namespace Musubi.Storage.Postgres.Tests;

/// <summary>A PostgreSQL of the tests' own.</summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    public PostgresServer Server { get; } = new();

    public string ConnectionString => Server.ConnectionString;

    public async ValueTask InitializeAsync() => await Server.StartAsync(CancellationToken.None);

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    public async Task<object?> QueryAsync(string text, string searchPath = "public")
    {
        await using var connection = new NpgsqlConnection($"{ConnectionString};Search Path={searchPath};Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(text, connection);
        return await command.ExecuteScalarAsync();
    }
}
