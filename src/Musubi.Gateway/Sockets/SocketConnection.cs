using System.Diagnostics;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Musubi.Gateway.Channels;
using Musubi.Gateway.Diagnostics;
using Musubi.Gateway.Uploads;
using Musubi.Gateway.Wire;

namespace Musubi.Gateway.Sockets;

/// <summary>One client's WebSocket, from the upgrade to its end.</summary>
/// <remarks>There is one reader, the loop below, and one writer, the <see cref="Outbox"/>. The reader is all that slows a client down:
/// it does not read while the outbox is full, while a channel has too much waiting, and while the client has used up its rate.</remarks>
internal sealed class SocketConnection : IDisposable
{
    /// <summary>How long a client may take to answer our close frame, and roots to be unmounted, before the socket is given up.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private const int Open = -1;

    private readonly WebSocket _socket;
    private readonly IHttpRequestLifetimeFeature _request;
    private readonly MusubiGatewayOptions _options;
    private readonly TimeProvider _clock;
    private readonly GatewayMetrics _metrics;
    private readonly ILogger _logger;
    private readonly Outbox _outbox;
    private readonly MessageReader _reader;
    private readonly ChannelTable _channels;
    private readonly CancellationTokenSource _aborted = new();
    private readonly Lock _endLock = new();
    private RateLimit _rate;
    private FrameChannel _last;
    private bool _ended;
    private int _end = Open;

    // Timestamps that the sweep reads; 0 when it does not apply.
    private long _listeningSince;
    private long _closingSince;

    public SocketConnection(WebSocket socket, CoalescingStream? transport, ConnectedSocket connected, IHttpRequestLifetimeFeature request, RootRegistry roots, MusubiGatewayOptions options, TimeProvider clock, GatewayUploads uploads, GatewayMetrics metrics, ILogger logger)
    {
        _socket = socket;
        _request = request;
        _options = options;
        _clock = clock;
        _metrics = metrics;
        _logger = logger;
        _rate = new RateLimit(options.FramesPerSecond, options.FrameBurst, clock);
        _reader = new MessageReader(socket, options.MaxTextFrameBytes, options.MaxBinaryFrameBytes);
        _outbox = new Outbox(socket, transport, options.MaxOutgoingBytes, clock, metrics, logger);
        _channels = new ChannelTable(new ChannelScope(
            connected.ConnectionId, connected.Application, connected.Socket, _outbox, roots, options, clock, Activity.Current?.Context ?? default, uploads, metrics, logger));
        _outbox.RoomAgain = _channels.Resume;
        ConnectionId = connected.ConnectionId;
    }

    public string ConnectionId { get; }

    /// <summary>Serves the client until its socket ends.</summary>
    public async Task RunAsync()
    {
        // What a client asks is traced by itself. Anything else would last as long as the request, or be attributed to it for hours.
        Activity.Current = null;
        var connected = _metrics.Connected();
        var answered = false;
        try
        {
            Close(await ReadAsync());
            await DiscardAsync();
        }
        catch (WebSocketException exception)
        {
            _logger.SocketLost(exception);
            EndAs(SocketEnd.Lost);
            answered = exception.WebSocketErrorCode == WebSocketError.Faulted;
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or ObjectDisposedException)
        {
            _logger.SocketLost(exception);
            EndAs(SocketEnd.Lost);
        }
        catch (Exception exception)
        {
            _logger.SocketFailed(exception);
            EndAs(SocketEnd.Failed);
        }
        finally
        {
            _outbox.Abandon();
            await UnmountAsync();
            if (answered)
            {
                await LingerAsync();
            }

            lock (_endLock)
            {
                _ended = true;
            }

            _metrics.Disconnected(connected, (SocketEnd)_end);
        }
    }

    /// <summary>Sends a close frame behind what waits, and ends when the client has answered it, or does not. Roots do not wait for that.</summary>
    public void Close(CloseReason reason)
    {
        if (Interlocked.CompareExchange(ref _closingSince, _clock.GetTimestamp(), 0) == 0)
        {
            _logger.SocketClosed((int)reason.Code, reason.Text);
            EndAs(reason.End);
            _outbox.Close(reason);
            _ = _channels.DisconnectAsync();
        }
    }

    /// <summary>Ends the socket if it is silent, stuck, or slow to close.</summary>
    public void Sweep(long now)
    {
        if (Volatile.Read(ref _closingSince) is not 0 and var closing)
        {
            if (_clock.GetElapsedTime(closing, now) >= Patience)
            {
                Abort();
            }
        }
        else if (_outbox.IsStuckSince(now - Ticks(_options.SlowReaderTimeout)))
        {
            _logger.SlowReaderCut();
            EndAs(SocketEnd.SlowReader);
            Abort();
        }
        else if (Volatile.Read(ref _listeningSince) is not 0 and var listening && _clock.GetElapsedTime(listening, now) >= _options.SilenceTimeout)
        {
            Close(CloseReason.Silent);
        }
    }

    public void Dispose()
    {
        _reader.Dispose();
        _aborted.Dispose();
    }

    // Returns why the socket is to be closed.
    private async Task<CloseReason> ReadAsync()
    {
        while (true)
        {
            await _outbox.WhenRoom();

            // Only a whole message breaks the silence: a client that sends one byte a minute says nothing.
            Volatile.Write(ref _listeningSince, _clock.GetTimestamp());
            var received = await _reader.ReceiveAsync();
            Volatile.Write(ref _listeningSince, 0);

            switch (received)
            {
                case Received.Close:
                    return CloseReason.Answer(_socket.CloseStatus);
                case Received.TooLarge:
                    return CloseReason.TooLarge;
            }

            if (Volatile.Read(ref _closingSince) != 0)
            {
                // We have said goodbye; what the client sent before it heard that is nobody's any more.
                return CloseReason.Disconnected;
            }

            _metrics.FrameReceived(_reader.Message.Length);
            await PaceAsync();
            if (!TryRead(received, out var frame))
            {
                return CloseReason.Malformed;
            }

            await _channels.ReceiveAsync(frame);
            _reader.Release();
        }
    }

    private bool TryRead(Received received, out Frame frame)
    {
        if (!(received == Received.Text ? FrameReader.TryReadText(_reader.Message, _last, out frame) : FrameReader.TryReadBinary(_reader.Message, out frame)))
        {
            return false;
        }

        _last = new FrameChannel(frame.JoinRef, frame.Topic);
        return true;
    }

    private async ValueTask PaceAsync()
    {
        while (_rate.Take(_clock.GetTimestamp()) is { Ticks: > 0 } wait)
        {
            await Task.Delay(wait, _clock, _aborted.Token);
        }
    }

    // Reads on until the client's close frame, since closing a TCP connection with unread bytes may destroy our own on the way.
    private async Task DiscardAsync()
    {
        while (_socket.State is WebSocketState.Open or WebSocketState.CloseSent)
        {
            if (await _reader.ReceiveAsync() == Received.Close)
            {
                return;
            }
        }
    }

    // The framework closes a socket by itself where its client breaks the WebSocket protocol, or sends text that is no UTF-8, and
    // then does not let us read on. Ending the request here would reset the connection, and with it that close frame on its way.
    private async Task LingerAsync() =>
        await Task.Delay(Patience, _clock, _request.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private void Abort()
    {
        lock (_endLock)
        {
            if (_ended)
            {
                // The server may use the request's objects for another one by now.
                return;
            }

            _aborted.Cancel();
            _outbox.Abandon();
            _socket.Abort();
            _request.Abort();
        }

        // Also lets go of a reader that waits for a channel.
        _ = _channels.DisconnectAsync();
    }

    private async Task UnmountAsync()
    {
        try
        {
            await _channels.DisconnectAsync().WaitAsync(Patience, _clock);
        }
        catch (TimeoutException)
        {
            // The unmounts go on; a silo that never hears of them sees by itself that nobody asks.
        }
    }

    // The first cause counts: others follow from it.
    private void EndAs(SocketEnd end) => Interlocked.CompareExchange(ref _end, (int)end, Open);

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * _clock.TimestampFrequency);
}
