using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Musubi.Grains.Hosting;

/// <summary>Whether this process still has a silo. One that the others declared dead never joins again: only a new process does.</summary>
internal sealed class SiloLivenessCheck(ISiloStatusOracle silos, IHostApplicationLifetime lifetime) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        // A process that stops by itself needs nobody to end it before it is done.
        Task.FromResult(silos.CurrentStatus == SiloStatus.Dead && !lifetime.ApplicationStopping.IsCancellationRequested
            ? new HealthCheckResult(context.Registration.FailureStatus, "The silo is dead, and its process is not.")
            : HealthCheckResult.Healthy());
}
