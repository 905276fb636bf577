using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Musubi.Storage.Sqlite;

/// <summary>Reads from the file, and takes its write lock as any write does.</summary>
internal sealed class SqliteStorageHealthCheck(SqliteRootLog log) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await log.ContainsAsync("", cancellationToken);
            await log.StartAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // The exception is for the server's log; a description may be shown to whoever asks.
            return new HealthCheckResult(context.Registration.FailureStatus, "The storage of durable roots cannot be read or written.", exception);
        }
    }
}
