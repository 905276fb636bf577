using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Musubi.Diagnostics;
using Musubi.Gateway.Diagnostics;
using Musubi.Gateway.Roots;
using Musubi.Gateway.Wire;

namespace Musubi.Gateway.Sockets;

/// <summary>The sockets of this process: counts them, and sweeps over them.</summary>
/// <remarks>One sweep looks at everything that has to do with time, so that an idle socket costs no timer.</remarks>
internal sealed class SocketRegistry : IDisposable
{
    private static readonly TimeSpan SweepPeriod = TimeSpan.FromMilliseconds(500);

    /// <summary>A sweep that comes as late as this means that the process stood still: paused, suspended, or without a processor.</summary>
    private static readonly TimeSpan StandstillAfter = 4 * SweepPeriod;

    private readonly ConcurrentDictionary<string, SocketConnection> _sockets = new(StringComparer.Ordinal);

    // Beside the sockets and not in them: most have no expiry, and an idle socket pays for none.
    private readonly ConcurrentDictionary<SocketConnection, DateTimeOffset> _expiries = new();
    private readonly RootRegistry _roots;
    private readonly int _limit;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly RepeatFilter _repeats;
    private readonly ITimer _sweep;
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _draining;
    private long _swept;
    private bool _stoodStill;
    private int _reserved;

    public SocketRegistry(RootRegistry roots, IOptions<MusubiGatewayOptions> options, TimeProvider clock, GatewayLoggers loggers, GatewayMetrics metrics)
    {
        _roots = roots;
        _limit = options.Value.MaxConnections;
        _clock = clock;
        _logger = loggers.Sockets;
        _repeats = loggers.Repeats;
        Disconnects = new RecentDisconnects(clock);
        _swept = clock.GetTimestamp();
        metrics.PendingBytes = () => _sockets.Sum(static socket => socket.Value.PendingBytes);
        // Else the sweep would go on for ever as a part of the request that happened to come first, and be traced as such.
        using (ExecutionContext.SuppressFlow())
        {
            _sweep = clock.CreateTimer(static self => ((SocketRegistry)self!).Sweep(), this, SweepPeriod, SweepPeriod);
        }
    }

    /// <summary>Who was disconnected lately.</summary>
    public RecentDisconnects Disconnects { get; }

    /// <summary>Takes one of the places; false when there is none, or the application stops.</summary>
    public bool TryReserve()
    {
        if (_draining)
        {
            return false;
        }

        if (Interlocked.Increment(ref _reserved) <= _limit)
        {
            return true;
        }

        Release();
        return false;
    }

    /// <summary>Gives a place back.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _reserved) == 0 && _draining)
        {
            _drained.TrySetResult();
        }
    }

    /// <summary>The sockets that there are now.</summary>
    public IEnumerable<SocketConnection> All => _sockets.Values;

    /// <summary>Completes when no more are taken, and none is there or about to be.</summary>
    public Task Drained => _drained.Task;

    /// <summary>Takes no more sockets: the application stops.</summary>
    public void TakeNoMore()
    {
        _draining = true;
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _reserved) == 0)
        {
            _drained.TrySetResult();
        }
    }

    /// <summary>Takes a socket in, which is about to run.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="expiresUtc">When the authentication that it connected with expires, and the socket ends; null for never.</param>
    public void Add(SocketConnection socket, DateTimeOffset? expiresUtc)
    {
        _sockets[socket.ConnectionId] = socket;
        if (expiresUtc is { } expires)
        {
            _expiries[socket] = expires;
        }

        if (_draining)
        {
            // It connected while the others were told.
            socket.Close(CloseReason.Restart);
        }
    }

    /// <summary>Forgets a socket that has ended.</summary>
    public void Remove(SocketConnection socket)
    {
        _sockets.TryRemove(socket.ConnectionId, out _);
        _expiries.TryRemove(socket, out _);
    }

    /// <summary>Makes one client go: close code 1001.</summary>
    /// <param name="connection">The connection that its stores know. Of a page that comes back to its roots it is the page's, which outlives sockets.</param>
    /// <returns>Whether it was here.</returns>
    public bool TryDisconnect(string connection)
    {
        if (!_sockets.TryGetValue(connection, out var socket) && (_roots.SocketOf(connection) is not { } id || !_sockets.TryGetValue(id, out socket)))
        {
            return false;
        }

        socket.Close(CloseReason.Disconnected);
        return true;
    }

    /// <summary>Makes one user go: close code 1001 on all of their sockets, and those that are about to be.</summary>
    /// <param name="subject">The user.</param>
    /// <param name="age">How long ago that was asked for.</param>
    public void DisconnectUser(string subject, TimeSpan age)
    {
        Disconnects.Add(subject, age);
        var count = 0;
        foreach (var (_, socket) in _sockets)
        {
            if (string.Equals(socket.Subject, subject, StringComparison.Ordinal))
            {
                socket.Close(CloseReason.Disconnected);
                count++;
            }
        }

        _logger.UserDisconnected(count);
    }

    public void Dispose()
    {
        _sweep.Dispose();
    }

    private void Sweep()
    {
        var now = _clock.GetTimestamp();
        try
        {
            _roots.Sweep(now);
            var missing = TakeMissing(now);
            foreach (var (_, socket) in _sockets)
            {
                if (missing > TimeSpan.Zero)
                {
                    socket.Excuse(now, missing);
                }

                socket.Sweep(now);
            }

            EndExpired();
            Disconnects.Sweep(now);
            _repeats.Sweep(now);
        }
        catch (Exception exception)
        {
            // An exception in a timer's callback would end the process.
            _logger.SweepFailed(exception);
        }
    }

    // How long this process stood still since the last sweep: nobody read then, so nobody was silent. Only the first of several such
    // times in a row counts, so that a process that is always late still ends the sockets of clients that are gone.
    private TimeSpan TakeMissing(long now)
    {
        var since = _clock.GetElapsedTime(_swept, now);
        if (since < SweepPeriod / 2)
        {
            // A timer that catches up. It says nothing about the time between.
            return TimeSpan.Zero;
        }

        var again = _stoodStill;
        _swept = now;
        _stoodStill = since >= StandstillAfter;
        return _stoodStill && !again ? since - SweepPeriod : TimeSpan.Zero;
    }

    private void EndExpired()
    {
        if (_expiries.IsEmpty)
        {
            return;
        }

        var now = _clock.GetUtcNow();
        foreach (var (socket, expires) in _expiries)
        {
            // Said once: whatever takes longer to close is no longer among them.
            if (expires <= now && _expiries.TryRemove(socket, out _))
            {
                _logger.AuthenticationExpired(socket.ConnectionId);
                socket.Close(CloseReason.AuthenticationExpired);
            }
        }
    }
}
