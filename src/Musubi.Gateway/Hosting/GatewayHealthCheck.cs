using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Musubi.Gateway.Hosting;

/// <summary>Whether this process takes sockets: it has started, does not stop, and some silo answers it.</summary>
internal sealed class GatewayHealthCheck(IGrainFactory grains, IHostApplicationLifetime lifetime, TimeProvider clock) : IHealthCheck
{
    // A client of Orleans sends the calls to one grain by way of one silo, and those to another by another's. One silo that hangs says nothing about the cluster.
    private const int Tries = 2;
    private const int Keys = 16;

    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(2);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            return Failed("The gateway stops.");
        }

        if (!lifetime.ApplicationStarted.IsCancellationRequested)
        {
            return Failed("The gateway starts.");
        }

        var key = Random.Shared.Next(Keys);
        for (var tries = 1; ; tries++)
        {
            try
            {
                await grains.GetGrain<IProbeGrain>((key + tries) % Keys).Ping().AsTask().WaitAsync(AnswerTimeout, clock, cancellationToken);
                return HealthCheckResult.Healthy();
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                if (tries == Tries)
                {
                    // The exception is for the server's log; a description may be shown to whoever asks.
                    return Failed("No silo answers.", exception);
                }
            }
        }

        HealthCheckResult Failed(string description, Exception? cause = null) => new(context.Registration.FailureStatus, description, cause);
    }
}
