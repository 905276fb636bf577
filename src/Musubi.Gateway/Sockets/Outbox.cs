using System.Net.WebSockets;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.ObjectPool;
using Musubi.Gateway.Channels;
using Musubi.Gateway.Diagnostics;
using Musubi.Gateway.Wire;

namespace Musubi.Gateway.Sockets;

/// <summary>The one writer of a WebSocket: frames go in on any thread, and messages come out in that order, one at a time.</summary>
/// <remarks>
/// <para>No task waits for something to write. Whoever flushes while nobody sends becomes the sender, and sends until nothing is
/// left; others only append. It takes the buffer that was filled under the lock along, and who appends meanwhile fills another.</para>
/// <para>What waits behind the message being sent is counted against a limit. At the limit the outbox is <b>full</b>: channels
/// hold their patches back and the socket is not read any more, until half of it is gone. A message is never split from its reply
/// and never refused for its own size, so that a page larger than the limit still arrives.</para>
/// </remarks>
internal sealed class Outbox(WebSocket socket, CoalescingStream? transport, int maxBytes, TimeProvider clock, GatewayMetrics metrics, string connectionId, ILogger logger) : IFrameWriter
{
    // The transport takes a message piece by piece, so that a slow client shows progress and a stuck one none.
    private const int PieceBytes = 32 * 1024;

    private static readonly JsonWriterOptions WriterOptions = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
        MaxDepth = WireJson.MaxDepth,
    };

    // An outbox with nothing to send has no buffer: there are many outboxes, and few that send at a time.
    private static readonly ObjectPool<OutgoingBuffer> Buffers = ObjectPool.Create<OutgoingBuffer>();

    [ThreadStatic]
    private static Utf8JsonWriter? t_json;

    private OutgoingBuffer? _filling;
    private bool _senderRuns;
    private CloseReason? _close;
    private volatile bool _closed;
    private long _waitingBytes;
    private volatile bool _full;
    private TaskCompletionSource? _room;

    // Timestamps that the sweep reads; 0 when it does not apply.
    private long _fullSince;
    private long _pieceSince;

    /// <summary>What goes on when the outbox is no longer full.</summary>
    public IRoomWaiter? Channels { get; set; }

    public bool HasRoom => !_full && !_closed;

    public void Append<TFrame>(in TFrame frame)
        where TFrame : struct, IOutgoingFrame
    {
        lock (this)
        {
            if (_closed || _close is not null)
            {
                return;
            }

            var filling = _filling ??= Buffers.Get();
            filling.BeginMessage();
            var json = t_json ??= new Utf8JsonWriter(filling, WriterOptions);
            json.Reset(filling);
            frame.WriteTo(json);
            json.Flush();
            if (Interlocked.Add(ref _waitingBytes, filling.EndMessage()) >= maxBytes && !_full)
            {
                _full = true;
                _fullSince = clock.GetTimestamp();
            }
        }
    }

    public void Flush()
    {
        if (TryBecomeSender())
        {
            _ = SendAsync();
        }
    }

    /// <summary>Completes when the outbox is not full, or will take nothing any more.</summary>
    public Task WhenRoom()
    {
        if (!_full)
        {
            return Task.CompletedTask;
        }

        lock (this)
        {
            return _full && !_closed
                ? (_room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task
                : Task.CompletedTask;
        }
    }

    /// <summary>Sends a close frame behind what waits. Later frames are dropped, and so is a second close.</summary>
    public void Close(CloseReason reason)
    {
        lock (this)
        {
            _close ??= reason;
        }

        Flush();
    }

    /// <summary>Gives up: the socket is gone, and what waits is dropped.</summary>
    public void Abandon()
    {
        TaskCompletionSource? room;
        lock (this)
        {
            _closed = true;
            room = _room;
            _room = null;
            if (!_senderRuns)
            {
                Drop();
            }
        }

        room?.SetResult();
    }

    /// <summary>Whether the client has taken nothing, or kept the outbox full, since before that time.</summary>
    public bool IsStuckSince(long timestamp) =>
        Volatile.Read(ref _pieceSince) is not 0 and var piece && piece <= timestamp
        || Volatile.Read(ref _fullSince) is not 0 and var full && full <= timestamp;

    private bool TryBecomeSender()
    {
        lock (this)
        {
            if (_senderRuns || _closed || (_filling is null && _close is null))
            {
                return false;
            }

            _senderRuns = true;
            return true;
        }
    }

    private async Task SendAsync()
    {
        try
        {
            while (TryTake(out var sending, out var close))
            {
                if (sending is null)
                {
                    await socket.CloseOutputAsync(close!.Code, close.Text, CancellationToken.None);
                    Abandon();
                    continue;
                }

                try
                {
                    while (sending.TryTake(out var message))
                    {
                        NoteTaken(message.Length);
                        transport?.MoreFollows = !sending.IsEmpty;
                        await SendAsync(message);
                        metrics.FrameSent(message.Length);
                    }
                }
                finally
                {
                    sending.Clear();
                    Buffers.Return(sending);
                }
            }
        }
        catch (Exception exception)
        {
            // The reader finds the socket gone too, and ends it.
            logger.SocketLost(connectionId, exception);
            Abandon();
            Volatile.Write(ref _pieceSince, 0);
            lock (this)
            {
                _senderRuns = false;
                Drop();
            }
        }
    }

    // What is to be sent next, or else the close; false when there is neither, and this sender is done.
    private bool TryTake(out OutgoingBuffer? sending, out CloseReason? close)
    {
        lock (this)
        {
            if (_closed)
            {
                Drop();
            }

            sending = _filling;
            _filling = null;
            close = _closed ? null : _close;
            return _senderRuns = sending is not null || close is not null;
        }
    }

    // Under the lock.
    private void Drop()
    {
        if (_filling is { } filling)
        {
            _filling = null;
            filling.Clear();
            Buffers.Return(filling);
        }
    }

    private async ValueTask SendAsync(ReadOnlyMemory<byte> message)
    {
        do
        {
            var piece = message[..Math.Min(PieceBytes, message.Length)];
            message = message[piece.Length..];
            Volatile.Write(ref _pieceSince, clock.GetTimestamp());
            await socket.SendAsync(piece, WebSocketMessageType.Text, endOfMessage: message.IsEmpty, CancellationToken.None);
        }
        while (!message.IsEmpty);
        Volatile.Write(ref _pieceSince, 0);
    }

    private void NoteTaken(int length)
    {
        // Full or not is settled with the message that fills it, which cannot be taken before.
        if (Interlocked.Add(ref _waitingBytes, -length) > maxBytes / 2 || !_full)
        {
            return;
        }

        TaskCompletionSource? room;
        lock (this)
        {
            _full = false;
            _fullSince = 0;
            room = _room;
            _room = null;
        }

        room?.SetResult();
        Channels?.OnRoomAvailable();
    }
}
