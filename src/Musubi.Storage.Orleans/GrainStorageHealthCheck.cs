using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Musubi.Storage.Orleans;

/// <summary>Reads from the provider.</summary>
internal sealed class GrainStorageHealthCheck(GrainStorageRootLog log) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await log.ContainsAsync("", cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // The exception is for the server's log; a description may be shown to whoever asks.
            return new HealthCheckResult(context.Registration.FailureStatus, "The storage of durable roots cannot be read.", exception);
        }
    }
}
