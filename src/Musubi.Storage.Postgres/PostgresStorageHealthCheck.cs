using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace Musubi.Storage.Postgres;

/// <summary>Asks the server whether it takes writes.</summary>
internal sealed class PostgresStorageHealthCheck(PostgresConnections connections) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            return await connections.RunAsync(
                async (connection, token) =>
                {
                    await using var command = new NpgsqlCommand("SELECT pg_is_in_recovery()", connection);
                    return await command.ExecuteScalarAsync(token) is false
                        ? HealthCheckResult.Healthy()
                        : new HealthCheckResult(context.Registration.FailureStatus, "The storage of durable roots takes no writes.");
                },
                cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // The exception is for the server's log; a description may be shown to whoever asks.
            return new HealthCheckResult(context.Registration.FailureStatus, "The storage of durable roots does not answer.", exception);
        }
    }
}
