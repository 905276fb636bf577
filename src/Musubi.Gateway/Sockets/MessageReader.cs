using System.Buffers;
using System.Net.WebSockets;
using Musubi.Gateway.Collections;

namespace Musubi.Gateway.Sockets;

/// <summary>Reads whole messages from a WebSocket, and holds no memory while none comes.</summary>
internal sealed class MessageReader(WebSocket socket, int maxTextBytes, int maxBinaryBytes) : IDisposable
{
    private const int FirstRent = 4096;

    private byte[] _buffer = [];
    private int _length;

    /// <summary>The message that was read; good until <see cref="Release"/>.</summary>
    public Memory<byte> Message => _buffer.AsMemory(0, _length);

    /// <summary>Whether that is a binary message.</summary>
    public bool IsBinary { get; private set; }

    /// <summary>Waits until there is something to read: without a buffer, and without a state machine, since here is where idle sockets are.</summary>
    /// <returns>What <see cref="ReadAsync"/> goes on from.</returns>
    /// <exception cref="WebSocketException">The socket is gone, or its client broke the protocol.</exception>
    public ValueTask<ValueWebSocketReceiveResult> WhenReadable() => socket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None);

    /// <summary>Reads the message that has begun to come.</summary>
    /// <returns>What came. Of one that is too large, no more than its limit was read.</returns>
    /// <exception cref="WebSocketException">The socket is gone, or its client broke the protocol.</exception>
    public async ValueTask<Received> ReadAsync(ValueWebSocketReceiveResult result)
    {
        _length = 0;
        while (result is { EndOfMessage: false, MessageType: not WebSocketMessageType.Close })
        {
            var limit = result.MessageType == WebSocketMessageType.Text ? maxTextBytes : maxBinaryBytes;
            if (_length == _buffer.Length)
            {
                Grow(limit);
            }

            // One byte more than the limit is enough to see that it is passed.
            var space = Math.Min(_buffer.Length, limit + 1) - _length;
            result = await socket.ReceiveAsync(_buffer.AsMemory(_length, space), CancellationToken.None);
            _length += result.Count;
            if (_length > limit)
            {
                IsBinary = result.MessageType == WebSocketMessageType.Binary;
                return Received.TooLarge;
            }
        }

        return result.MessageType switch
        {
            WebSocketMessageType.Text => Received.Text,
            WebSocketMessageType.Binary => Received.Binary,
            _ => Received.Close,
        };
    }

    /// <summary>Skips the rest of a message that is too large. What was read of it is gone then.</summary>
    /// <param name="allowance">How many bytes may be skipped: they cost the server its reading, and the client nothing that the rate of frames would count.</param>
    /// <returns>Skipped; too large when that is not enough; or a close, if the client ended in the middle.</returns>
    /// <exception cref="WebSocketException">The socket is gone, or its client broke the protocol.</exception>
    public async ValueTask<Received> SkipAsync(MinuteAllowance allowance)
    {
        ValueWebSocketReceiveResult result;
        do
        {
            result = await socket.ReceiveAsync(_buffer.AsMemory(), CancellationToken.None);
            if (result.MessageType == WebSocketMessageType.Close)
            {
                return Received.Close;
            }

            if (!allowance.TryTake(result.Count))
            {
                return Received.TooLarge;
            }
        }
        while (!result.EndOfMessage);
        return Received.Skipped;
    }

    /// <summary>Reads on until the client's close frame, since closing a TCP connection with unread bytes may destroy our own on the way.</summary>
    /// <exception cref="WebSocketException">The socket is gone, or its client broke the protocol.</exception>
    public async Task DiscardAsync()
    {
        while (socket.State is WebSocketState.Open or WebSocketState.CloseSent)
        {
            if (await ReadAsync(await WhenReadable()) == Received.Close)
            {
                return;
            }
        }
    }

    /// <summary>Gives the message's memory back.</summary>
    public void Release()
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
        }
    }

    public void Dispose() => Release();

    private void Grow(int limit)
    {
        var grown = ArrayPool<byte>.Shared.Rent(Math.Min(Math.Max(FirstRent, _buffer.Length * 2), limit + 1));
        Message.Span.CopyTo(grown);
        Release();
        _buffer = grown;
    }
}
