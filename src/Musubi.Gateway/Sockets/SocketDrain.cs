using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Musubi.Gateway.Diagnostics;
using Musubi.Gateway.Wire;

namespace Musubi.Gateway.Sockets;

/// <summary>Ends the sockets of a process that stops, one after another, and the process' connections when the time is over, whatever their clients do.</summary>
/// <remarks>All at once would have all clients join elsewhere at once, for those of Phoenix come back without jitter. It begins as soon as the application is asked to stop, and
/// nothing else stops before it is through: the server still answers, and a silo in this process still has its roots.</remarks>
internal sealed class SocketDrain : IHostedLifecycleService, IDisposable
{
    // A process with few sockets does not take its time for them.
    private const int SocketsPerSecond = 100;

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    private readonly SocketRegistry _sockets;
    private readonly IServer? _server;
    private readonly TimeSpan _period;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _over = new();
    private readonly Lazy<Task> _drain;
    private readonly CancellationTokenRegistration _stopping;
    private ITimer? _timer;

    public SocketDrain(SocketRegistry sockets, IOptions<MusubiGatewayOptions> options, TimeProvider clock, IHostApplicationLifetime lifetime, GatewayLoggers loggers, IServer? server = null)
    {
        _sockets = sockets;
        _server = server;
        _period = options.Value.DrainPeriod;
        _clock = clock;
        _logger = loggers.Sockets;
        _drain = new Lazy<Task>(() => Task.Run(DrainAsync));
        _stopping = lifetime.ApplicationStopping.Register(static self => ((SocketDrain)self!).Begin(), this);
    }

    /// <summary>Closes whatever there still is in time for clients to answer it.</summary>
    private TimeSpan CloseBy => _period - SocketConnection.CloseTimeout > _period / 2 ? _period - SocketConnection.CloseTimeout : _period / 2;

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        // The host may have less patience.
        await using var impatient = cancellationToken.UnsafeRegister(static over => ((CancellationTokenSource)over!).Cancel(), _over);
        await Begin();
        if (_server is not null)
        {
            // Connections that are no sockets yet, or do not get to their end, last until the period is over and no longer.
            await _server.StopAsync(_over.Token);
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        _stopping.Dispose();
        _timer?.Dispose();
        _over.Dispose();
    }

    private Task Begin()
    {
        _sockets.TakeNoMore();
        return _drain.Value;
    }

    private async Task DrainAsync()
    {
        try
        {
            _timer = _clock.CreateTimer(static over => ((CancellationTokenSource)over!).Cancel(), _over, _period, Timeout.InfiniteTimeSpan);
            await CloseAsync([.. _sockets.All]);
            await _sockets.Drained.WaitAsync(_over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        catch (Exception exception)
        {
            _logger.DrainFailed(exception);
        }
    }

    private async Task CloseAsync(List<SocketConnection> sockets)
    {
        var began = _clock.GetTimestamp();
        var count = sockets.Count;
        var spread = TimeSpan.FromSeconds((double)count / SocketsPerSecond) is var quick && quick < CloseBy ? quick : CloseBy;
        while (sockets.Count > 0)
        {
            var elapsed = _clock.GetElapsedTime(began);
            var share = elapsed + Tick < spread ? (count * (elapsed + Tick).Ticks / spread.Ticks) + 1 : count;
            var due = share - (count - sockets.Count);
            var isLast = elapsed >= CloseBy;
            sockets.RemoveAll(socket =>
            {
                // A client that waits for an answer gets it first, if it comes in time.
                if (!socket.IsClosing && (due <= 0 || (socket.IsBusy && !isLast)))
                {
                    return false;
                }

                due--;
                socket.Close(CloseReason.Restart);
                return true;
            });
            if (sockets.Count > 0)
            {
                await Task.Delay(Tick, _clock, _over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (_over.IsCancellationRequested)
                {
                    return;
                }
            }
        }
    }
}
