using System.Diagnostics;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Http.Features;
using Musubi.Gateway.Channels;
using Musubi.Gateway.Collections;
using Musubi.Gateway.Diagnostics;
using Musubi.Gateway.Roots;
using Musubi.Gateway.Wire;

namespace Musubi.Gateway.Sockets;

/// <summary>One client's WebSocket, from the upgrade to its end.</summary>
/// <remarks>There is one reader, the loop below, and one writer, the <see cref="Outbox"/>. The reader is all that slows a client down:
/// it does not read while the outbox is full, while a channel has too much waiting, and while the client has used up its rate.</remarks>
internal sealed class SocketConnection : ITransportGuard, IDisposable
{
    /// <summary>How long a client may take to answer our close frame, and roots to be unmounted, before the socket is given up.</summary>
    internal static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(5);

    private const int Open = -1;

    private readonly WebSocket _socket;
    private readonly IHttpRequestLifetimeFeature _request;
    private readonly GatewayServices _services;
    private readonly Outbox _outbox;
    private readonly MessageReader _reader;
    private readonly SocketScope _scope;
    private readonly ChannelTable _channels;
    private readonly string _peer;
    private TokenBucket _rate;
    private FrameChannel _last;
    private MinuteAllowance? _skips, _emptyFrames;
    private bool _ended;
    private int _end = Open;

    // Timestamps that the sweep reads; 0 when it does not apply.
    private long _listeningSince;
    private long _closingSince;

    public SocketConnection(WebSocket socket, CoalescingStream? transport, ConnectedSocket connected, IHttpRequestLifetimeFeature request, GatewayServices services, IChannelRoutes routes)
    {
        _socket = socket;
        _request = request;
        _services = services;
        _rate = new TokenBucket(services.Options.FrameBurst, services.Options.FramesPerSecond, services.Clock);
        _reader = new MessageReader(socket, services.Options.MaxTextFrameBytes, services.Options.MaxBinaryFrameBytes);
        _outbox = new Outbox(socket, transport, services.Options.MaxOutgoingBytes, services.Clock, services.Metrics, connected.ConnectionId, services.Loggers.Sockets);
        _scope = new SocketScope(connected.ConnectionId, connected.Application, connected.Socket, connected.Subject, connected.Page, _outbox, Activity.Current?.Context ?? default, services);
        _outbox.Channels = _channels = new ChannelTable(_scope, routes);
        transport?.Guard = this;
        _peer = connected.Socket.ConnectInfo.PeerAddress ?? "an unknown address";
    }

    public string ConnectionId => _scope.ConnectionId;

    public string? Subject => _scope.Subject;

    /// <summary>Whether it has ended, or is about to.</summary>
    public bool IsClosing => Volatile.Read(ref _closingSince) != 0 || Volatile.Read(ref _ended);

    /// <summary>Whether its client waits for an answer.</summary>
    public bool IsBusy => _scope.IsBusy;

    /// <summary>What the client makes us keep.</summary>
    public long PendingBytes => _channels.PendingBytes;

    /// <summary>Serves the client until its socket ends.</summary>
    public async Task RunAsync()
    {
        // What a client asks is traced by itself. Anything else would last as long as the request, or be attributed to it for hours.
        Activity.Current = null;
        var connected = _services.Metrics.Connected();
        var answered = false;
        try
        {
            // All in one method: where an idle socket waits, each method more is a state machine for each socket.
            CloseReason? reason = null;
            while (reason is null)
            {
                await _services.Metrics.CountPause(_outbox.WhenRoom(), ReadPause.Outgoing);

                // Only a whole message breaks the silence: a client that sends one byte a minute says nothing.
                Volatile.Write(ref _listeningSince, _services.Clock.GetTimestamp());
                var received = await _reader.ReadAsync(await _reader.WhenReadable());
                Volatile.Write(ref _listeningSince, 0);
                if (received == Received.TooLarge)
                {
                    received = await PassOverAsync();
                }

                reason = Refuse(received);
                _scope.IsClosedByClient = received == Received.Close && _socket.CloseStatus is WebSocketCloseStatus.NormalClosure or WebSocketCloseStatus.EndpointUnavailable;
                if (reason is null && received != Received.Skipped)
                {
                    _services.Metrics.FrameReceived(_reader.Message.Length);
                    await PaceAsync();
                    if (TryRead(received, out var frame))
                    {
                        await HandOverAsync(frame);
                        _reader.Release();
                    }
                    else
                    {
                        reason = CloseReason.Malformed;
                    }
                }
            }

            Close(reason);
            await _reader.DiscardAsync();
        }
        catch (Exception exception) when (exception is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            _services.Loggers.Sockets.SocketLost(ConnectionId, exception);
            EndAs(SocketEnd.Lost);
            answered = exception is WebSocketException { WebSocketErrorCode: WebSocketError.Faulted };
            if (answered)
            {
                _services.Loggers.Sockets.ProtocolBroken(ConnectionId, _peer);
            }
        }
        catch (Exception exception)
        {
            _services.Loggers.Sockets.SocketFailed(ConnectionId, exception);
            EndAs(SocketEnd.Failed);
        }
        finally
        {
            _outbox.Abandon();
            await _channels.EndAsync(CloseTimeout);
            if (answered)
            {
                await LingerAsync();
            }

            lock (_reader)
            {
                _ended = true;
            }

            _services.Metrics.Disconnected(connected, (SocketEnd)_end);
        }
    }

    /// <summary>Sends a close frame behind what waits, and ends when the client has answered it, or does not. Roots do not wait for that.</summary>
    public void Close(CloseReason reason)
    {
        if (Interlocked.CompareExchange(ref _closingSince, _services.Clock.GetTimestamp(), 0) == 0)
        {
            _services.Loggers.Sockets.SocketClosed(ConnectionId, (int)reason.Code, reason.Text);
            if (reason.End is SocketEnd.Malformed or SocketEnd.TooLarge or SocketEnd.EmptyFrames)
            {
                _services.Loggers.Sockets.ClosedOverFrame(ConnectionId, _peer, (int)reason.Code, reason.Text);
            }

            EndAs(reason.End);
            _outbox.Close(reason);
            _ = _channels.DisconnectAsync();
        }
    }

    CancellationToken ITransportGuard.Gone => _request.RequestAborted;

    bool ITransportGuard.TakeEmptyFrame() => (_emptyFrames ??= new MinuteAllowance(_services.Options.MaxEmptyFrames, _services.Clock)).TryTake();

    /// <summary>Ends the socket if it is silent, stuck, or slow to close.</summary>
    public void Sweep(long now)
    {
        if (Volatile.Read(ref _closingSince) is not 0 and var closing)
        {
            if (_services.Clock.GetElapsedTime(closing, now) >= CloseTimeout)
            {
                Abort();
            }
        }
        else if (_outbox.IsStuckSince(now - _services.Clock.TimestampsIn(_services.Options.SlowReaderTimeout)))
        {
            _services.Loggers.Sockets.SlowReaderCut(ConnectionId, _peer);
            EndAs(SocketEnd.SlowReader);
            Abort();
        }
        else if (Volatile.Read(ref _listeningSince) is not 0 and var listening && _services.Clock.GetElapsedTime(listening, now) >= _services.Options.SilenceTimeout)
        {
            Close(CloseReason.Silent);
        }
    }

    /// <summary>Does not count a time against the client in which this process stood still and could not have heard it, unless it is heard at this moment.</summary>
    public void Excuse(long now, TimeSpan missing)
    {
        if (Volatile.Read(ref _listeningSince) is not 0 and var listening)
        {
            Interlocked.CompareExchange(ref _listeningSince, Math.Min(now, listening + _services.Clock.TimestampsIn(missing)), listening);
        }
    }

    public void Dispose()
    {
        _reader.Dispose();
        _socket.Dispose();
    }

    // Why the socket is to be closed, rather than to read what came; null to read it.
    private CloseReason? Refuse(Received received) => received switch
    {
        Received.Close => CloseReason.Answer(_socket.CloseStatus),
        Received.TooLarge => CloseReason.TooLarge,

        // We have said goodbye; what the client sent before it heard that is nobody's any more.
        _ when Volatile.Read(ref _closingSince) != 0 => CloseReason.Disconnected,
        _ => null,
    };

    private bool TryRead(Received received, out Frame frame)
    {
        if (!(received == Received.Text ? FrameReader.TryReadText(_reader.Message, _last, out frame) : FrameReader.TryReadBinary(_reader.Message, out frame)))
        {
            return false;
        }

        // Kept for as long as the socket is idle, so not if it is larger than a channel's may be.
        _last = frame.Refused is null && frame.Topic.Length <= _services.Options.MaxTopicBytes ? new FrameChannel(frame.JoinRef, frame.Topic) : default;
        return true;
    }

    // By itself, so that an idle socket does not have its state.
    private async ValueTask<Received> PassOverAsync()
    {
        if (!FrameReader.TryReadHead(_reader.Message.Span, _reader.IsBinary, out var head))
        {
            return Received.TooLarge;
        }

        // As with any other message: one byte a minute is silence.
        Volatile.Write(ref _listeningSince, _services.Clock.GetTimestamp());
        _services.Metrics.FrameReceived(_reader.Message.Length);
        var received = await _reader.SkipAsync(_skips ??= new MinuteAllowance(_services.Options.MaxSkippedBytes, _services.Clock));
        Volatile.Write(ref _listeningSince, 0);
        _reader.Release();
        if (received == Received.Skipped && Volatile.Read(ref _closingSince) == 0)
        {
            await PaceAsync();
            await HandOverAsync(head);
        }

        return received;
    }

    private ValueTask HandOverAsync(Frame frame)
    {
        var taken = _channels.ReceiveAsync(frame);
        return taken.IsCompleted ? taken : WaitAsync(taken);
    }

    // Nothing is read meanwhile, so only the request tells that the client has gone. Then nothing is to wait for it any more.
    private async ValueTask WaitAsync(ValueTask taken)
    {
        _services.Metrics.ReadPaused(ReadPause.Pending);
        using var aborted = _request.RequestAborted.UnsafeRegister(static channels => _ = ((ChannelTable)channels!).DisconnectAsync(), _channels);
        await taken;
    }

    private async ValueTask PaceAsync()
    {
        while (_rate.Take() is { Ticks: > 0 } wait)
        {
            _services.Metrics.ReadPaused(ReadPause.Rate);
            await Task.Delay(wait, _services.Clock, _request.RequestAborted);
        }
    }

    // The framework closes a socket by itself where its client breaks the WebSocket protocol, or sends text that is no UTF-8, and
    // then does not let us read on. Ending the request here would reset the connection, and with it that close frame on its way.
    private async Task LingerAsync() =>
        await Task.Delay(CloseTimeout, _services.Clock, _request.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private void Abort()
    {
        // Seldom taken, so it needs no object of its own; nobody else locks the reader.
        lock (_reader)
        {
            if (_ended)
            {
                // The server may use the request's objects for another one by now.
                return;
            }

            _outbox.Abandon();
            _socket.Abort();
            _request.Abort();
        }

        // Also lets go of a reader that waits for a channel.
        _ = _channels.DisconnectAsync();
    }

    // The first cause counts: others follow from it.
    private void EndAs(SocketEnd end) => Interlocked.CompareExchange(ref _end, (int)end, Open);
}
