using System.Reflection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Musubi.Storage.Postgres;

/// <summary>Looks at the server while the silo starts: one that cannot keep roots stops the start, and one that may lose them is told in the log.</summary>
internal sealed class PostgresStorageStart(
    PostgresConnections connections,
    IOptions<PostgresStorageOptions> options,
    TimeProvider time,
    ILogger<PostgresStorageStart> logger) : ILifecycleParticipant<ISiloLifecycle>
{
    /// <summary>The version of the tables that this build reads and writes.</summary>
    public const int SchemaVersion = 1;

    // A server that comes up itself, or a machine that starts everything at once, answers late.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(500);

    public void Participate(ISiloLifecycle observer) =>
        observer.Subscribe(nameof(PostgresStorageStart), ServiceLifecycleStage.RuntimeStorageServices, cancellation => CheckAsync(cancellation).AsTask());

    /// <exception cref="InvalidOperationException">The server or its tables are not what they should be; the message is for an operator.</exception>
    public async ValueTask CheckAsync(CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            try
            {
                await CheckOnceAsync(cancellation);
                return;
            }
            catch (Exception exception) when (time.GetElapsedTime(started) < Patience && (exception is TimeoutException or NpgsqlException { IsTransient: true }))
            {
                await Task.Delay(Delay, time, cancellation);
            }
        }
    }

    private async ValueTask CheckOnceAsync(CancellationToken cancellation) => await connections.RunAsync(
        async (connection, token) =>
        {
            var hasTables = await CheckSettingsAsync(connection, token);
            if (!hasTables)
            {
                if (!options.Value.EnsureCreated)
                {
                    throw new InvalidOperationException("Expected the tables of Musubi in the PostgreSQL database; found none. Run musubi.sql, which the package Musubi.Storage.Postgres ships, or set EnsureCreated in development.");
                }

                await CreateAsync(connection, token);
            }

            await using var command = new NpgsqlCommand(PostgresStatements.Version, connection);
            var version = await command.ExecuteScalarAsync(token);
            return version is SchemaVersion
                ? version
                : throw new InvalidOperationException($"Expected tables of version {SchemaVersion} in the PostgreSQL database; got version '{version}', of another build of Musubi.Storage.Postgres.");
        },
        cancellation);

    private static async Task CreateAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        using var script = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream("musubi.sql")!);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using var command = new NpgsqlCommand(await script.ReadToEndAsync(cancellation), connection);
        await command.ExecuteNonQueryAsync(cancellation);
        await transaction.CommitAsync(cancellation);
    }

    /// <returns>Whether the tables are there.</returns>
    private async Task<bool> CheckSettingsAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(PostgresStatements.Settings, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        if (reader.GetBoolean(0) || reader.GetString(1) == "on")
        {
            PostgresLog.ReadOnly(logger);
        }

        if (reader.GetString(2) == "off")
        {
            PostgresLog.AsynchronousCommit(logger);
        }

        if (reader.GetString(3) == "off" || reader.GetString(4) == "off")
        {
            PostgresLog.NoSync(logger);
        }

        return reader.GetBoolean(5);
    }
}
