using Microsoft.Extensions.Logging;
using Musubi.Durable;
using Musubi.Grains.Diagnostics;

namespace Musubi.Grains.Durable;

/// <summary>Removes roots from the storage whose time is over: now and then, by every silo, a few at a time.</summary>
internal sealed class ExpirySweep(TimeProvider time, ILogger<ExpirySweep> logger, IRootLog? log = null) : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    internal static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    private const int AtMost = 1000;

    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;

    public void Participate(ISiloLifecycle observer)
    {
        if (log is not null)
        {
            observer.Subscribe(nameof(ExpirySweep), ServiceLifecycleStage.Active, Start, Stop);
        }
    }

    public void Dispose() => _stopping.Dispose();

    private Task Start(CancellationToken cancellation)
    {
        _running = Task.Run(RunAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    private async Task Stop(CancellationToken cancellation)
    {
        await _stopping.CancelAsync();
        await _running.WaitAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task RunAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            // Silos that were started together should not ask together ever after.
            await Task.Delay(Interval * (0.5 + Random.Shared.NextDouble()), time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                while (!_stopping.IsCancellationRequested && await log!.ExpireAsync(AtMost, _stopping.Token) == AtMost)
                {
                }
            }
            catch (Exception exception) when (!_stopping.IsCancellationRequested)
            {
                logger.ExpiryFailed(exception);
            }
            catch (OperationCanceledException)
            {
                // It stops.
            }
        }
    }
}
