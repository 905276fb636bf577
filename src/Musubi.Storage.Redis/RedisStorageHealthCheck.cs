using Microsoft.Extensions.Diagnostics.HealthChecks;
using StackExchange.Redis;

namespace Musubi.Storage.Redis;

/// <summary>Asks the server that takes writes whether it answers.</summary>
internal sealed class RedisStorageHealthCheck(RedisConnection connection) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            var multiplexer = await connection.ConnectAsync().WaitAsync(cancellationToken);
            await multiplexer.GetDatabase().PingAsync(CommandFlags.DemandMaster).WaitAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // The exception is for the server's log; a description may be shown to whoever asks.
            return new HealthCheckResult(context.Registration.FailureStatus, "The storage of durable roots does not answer.", exception);
        }
    }
}
