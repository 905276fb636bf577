using System.Net.WebSockets;

namespace Musubi.Bench.Load;

/// <summary>One connection of a load: knows the bytes to send, and how to see that an answer is whole, and nothing else, so that it costs little beside the server.</summary>
internal abstract class LoadClient : IDisposable
{
    private readonly ClientWebSocket _socket = new();
    private byte[] _buffer = [];

    /// <summary>How many commands it sends at once.</summary>
    public virtual int AtOnce => 1;

    /// <summary>Connects, and is done when a page would have its first state.</summary>
    public abstract Task Open(int port);

    /// <summary>Sends a command, or as many as it sends at once, and waits for every reply and patch.</summary>
    public abstract ValueTask Command();

    /// <summary>Has the server announce something to every client.</summary>
    public abstract ValueTask Announce();

    /// <summary>Waits for the next patch.</summary>
    public abstract ValueTask NextPatch();

    public void Dispose() => _socket.Dispose();

    protected async Task Connect(int port, string path)
    {
        _socket.Options.KeepAliveInterval = TimeSpan.Zero;
        await _socket.ConnectAsync(new Uri($"ws://127.0.0.1:{port}{path}"), CancellationToken.None);
    }

    protected ValueTask Send(ReadOnlyMemory<byte> message, WebSocketMessageType type = WebSocketMessageType.Text) =>
        _socket.SendAsync(message, type, endOfMessage: true, CancellationToken.None);

    /// <summary>Waits for a message.</summary>
    /// <returns>The message, good until the next one.</returns>
    protected async ValueTask<ReadOnlyMemory<byte>> Receive()
    {
        // An idle client holds no buffer.
        await _socket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None);
        if (_buffer.Length == 0)
        {
            _buffer = new byte[2048];
        }

        var length = 0;
        while (true)
        {
            var received = await _socket.ReceiveAsync(_buffer.AsMemory(length), CancellationToken.None);
            length += received.Count;
            if (received.MessageType == WebSocketMessageType.Close)
            {
                throw new InvalidOperationException($"The server closed the socket: {_socket.CloseStatus}.");
            }

            if (received.EndOfMessage)
            {
                return _buffer.AsMemory(0, length);
            }
        }
    }
}
