using Microsoft.Extensions.Hosting;
using Musubi.Gateway.Diagnostics;

namespace Musubi.Gateway.Sockets;

/// <summary>Hears whose sockets are to end, wherever in the cluster that is asked for.</summary>
/// <remarks>A notice comes at once or, where it was lost, with the answer to the next join. Each is heeded once: by the second time the user may have
/// signed in again.</remarks>
internal sealed class DisconnectListener(
    SocketRegistry sockets,
    IGrainFactory grains,
    TimeProvider clock,
    IHostApplicationLifetime lifetime,
    GatewayLoggers loggers) : BackgroundService, IDisconnectObserver
{
    private static readonly TimeSpan JoinInterval = TimeSpan.FromSeconds(5);

    private readonly long _started = clock.GetTimestamp();
    private readonly HashSet<long> _heeded = [];
    private IDisconnectObserver? _reference;
    private long _heard;

    ValueTask IDisconnectObserver.Disconnect(DisconnectNotice notice)
    {
        Heed(notice);
        return ValueTask.CompletedTask;
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (_reference is { } reference)
        {
            try
            {
                await grains.GetGrain<IDisconnectGrain>(0).Leave(reference).AsTask().WaitAsync(JoinInterval, clock, cancellationToken);
            }
            catch (Exception)
            {
                // Who does not join again is forgotten.
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await StartedAsync(stoppingToken);
        using var timer = new PeriodicTimer(JoinInterval, clock);
        do
        {
            await JoinAsync(stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    // Orleans may be started after this.
    private async Task StartedAsync(CancellationToken stopping)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stopping);
    }

    private async Task JoinAsync(CancellationToken stopping)
    {
        try
        {
            _reference ??= grains.CreateObjectReference<IDisconnectObserver>(this);
            var answer = await grains.GetGrain<IDisconnectGrain>(0).Join(_reference, _heard).AsTask().WaitAsync(stopping);
            foreach (var notice in answer.Missed)
            {
                // What is older than this process has none of its sockets to end.
                if (notice.Age < clock.GetElapsedTime(_started) + RecentDisconnects.Grace)
                {
                    Heed(notice);
                }
            }

            Hear(answer);
        }
        catch (Exception exception) when (!stopping.IsCancellationRequested)
        {
            loggers.Sockets.DisconnectsNotHeard(exception);
        }
    }

    private void Hear(DisconnectJoinAnswer answer)
    {
        if (answer.Missed is [.., var last])
        {
            lock (_heeded)
            {
                _heard = last.Number;
                _heeded.RemoveWhere(number => number <= _heard);
            }
        }
    }

    private void Heed(DisconnectNotice notice)
    {
        lock (_heeded)
        {
            if (notice.Number <= _heard || !_heeded.Add(notice.Number))
            {
                return;
            }
        }

        if (notice.Request.Subject is { } subject)
        {
            sockets.DisconnectUser(subject, notice.Age);
        }

        if (notice.Request.Connection is { } connection)
        {
            sockets.TryDisconnect(connection);
        }
    }
}
