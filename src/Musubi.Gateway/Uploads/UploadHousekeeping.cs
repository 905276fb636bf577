using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Musubi.Gateway.Diagnostics;

namespace Musubi.Gateway.Uploads;

/// <summary>Sees to it that no file outlives its gateway: says that this process lives, sweeps after those that do not, and clears up at the end.</summary>
internal sealed class UploadHousekeeping(UploadFiles files, UploadPages pages, IOptions<MusubiGatewayOptions> options, TimeProvider clock, GatewayLoggers loggers)
    : BackgroundService
{
    private readonly TimeSpan _interval = options.Value.UploadKeepAliveInterval;
    private readonly TimeSpan _orphanTimeout = options.Value.UploadOrphanTimeout;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TryAsync(pages.EndAsync);
        await TryAsync(() => files.EndAsync(cancellationToken));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_interval, clock);
        long? swept = null;
        do
        {
            await TryAsync(() => files.KeepAliveAsync(stoppingToken));
            var now = clock.GetTimestamp();
            if (swept is not { } last || clock.GetElapsedTime(last, now) >= _orphanTimeout / 2)
            {
                swept = now;
                await TryAsync(() => SweepAsync(stoppingToken));
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async ValueTask SweepAsync(CancellationToken stopping)
    {
        var deleted = await files.SweepAsync(_orphanTimeout, stopping);
        if (deleted > 0)
        {
            loggers.Uploads.UploadsSwept(deleted);
        }
    }

    private async ValueTask TryAsync(Func<ValueTask> work)
    {
        try
        {
            await work();
        }
        catch (OperationCanceledException)
        {
        }
        catch (Exception exception)
        {
            // The next round tries again.
            loggers.Uploads.UploadHousekeepingFailed(exception);
        }
    }
}
