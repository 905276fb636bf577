using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using Musubi.TestKit;

namespace Musubi.Gateway.Tests;

/// <summary>A WebSocket by hand, for what the framework's client hides or does by itself: codes it does not know, and not reading.</summary>
internal sealed class RawClient : IDisposable
{
    private const byte Final = 0x80;
    private const byte Text = 1;
    private const byte Close = 8;

    private readonly TcpClient _tcp = new() { ReceiveBufferSize = 4096 };

    private RawClient()
    {
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static async Task<RawClient> ConnectAsync(Uri server)
    {
        var client = new RawClient();
        await client._tcp.ConnectAsync(server.Host, server.Port, Cancelled);
        await client._tcp.GetStream().WriteAsync(
            Encoding.ASCII.GetBytes(
                $"GET /socket/websocket?vsn=2.0.0 HTTP/1.1\r\nHost: {server.Authority}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"),
            Cancelled);
        while (await client.ReadLineAsync() is { Length: > 0 })
        {
        }

        return client;
    }

    /// <summary>Sends a text message of less than 64 KiB.</summary>
    public Task SendAsync(string text)
    {
        var payload = Encoding.UTF8.GetBytes(text);
        var message = new byte[8 + payload.Length];
        message[0] = Final | Text;
        message[1] = 0x80 | 126;
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(2), (ushort)payload.Length);

        // A mask of zeros leaves the payload as it is.
        payload.CopyTo(message, 8);
        return _tcp.GetStream().WriteAsync(message, Cancelled).AsTask();
    }

    /// <summary>Sends one frame with less than 64 KiB.</summary>
    /// <param name="kind">Its first byte: whether it is its message's last, and what it is.</param>
    /// <param name="length">Its payload's.</param>
    /// <param name="masked">Whether it is, as those of clients are.</param>
    public Task SendFrameAsync(byte kind, int length = 0, bool masked = true) => _tcp.GetStream().WriteAsync(FrameOf(kind, length, masked), Cancelled).AsTask();

    /// <summary>Sends bytes as they are.</summary>
    public Task SendBytesAsync(ReadOnlyMemory<byte> bytes) => _tcp.GetStream().WriteAsync(bytes, Cancelled).AsTask();

    /// <summary>Reads until the connection is over.</summary>
    /// <exception cref="IOException">It is.</exception>
    public async Task ReadUntilEndAsync()
    {
        while (true)
        {
            await ReadFrameAsync();
        }
    }

    /// <summary>One frame, of which the payload is a text.</summary>
    public static byte[] FrameOf(byte kind, int length, bool masked = true)
    {
        byte mask = masked ? (byte)0x80 : (byte)0;
        byte[] head = length < 126
            ? [kind, (byte)(mask | length)]
            : [kind, (byte)(mask | 126), (byte)(length >> 8), (byte)length];
        return [.. head, .. new byte[masked ? 4 : 0], .. Enumerable.Repeat((byte)'x', length)];
    }

    /// <summary>Reads until a close frame.</summary>
    /// <returns>Its code; null when the connection broke off without one.</returns>
    public async Task<int?> ReadUntilCloseAsync()
    {
        try
        {
            while (true)
            {
                var (opcode, payload) = await ReadFrameAsync();
                if (opcode == Close)
                {
                    return BinaryPrimitives.ReadUInt16BigEndian(payload);
                }
            }
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Reads one frame; a message in pieces is several.</summary>
    public async Task<(int Opcode, byte[] Payload)> ReadFrameAsync()
    {
        var (opcode, payload, _) = await ReadPieceAsync();
        return (opcode, payload);
    }

    /// <summary>Reads one frame, and whether it is its message's last.</summary>
    public async Task<(int Opcode, byte[] Payload, bool Last)> ReadPieceAsync()
    {
        var head = await ReadAsync(2);
        int length = head[1];
        length = length switch
        {
            126 => BinaryPrimitives.ReadUInt16BigEndian(await ReadAsync(2)),
            127 => (int)BinaryPrimitives.ReadUInt64BigEndian(await ReadAsync(8)),
            _ => length,
        };
        return (head[0] & 0xf, await ReadAsync(length), (head[0] & Final) != 0);
    }

    public void Dispose() => _tcp.Dispose();

    private async Task<string> ReadLineAsync()
    {
        var line = new StringBuilder();
        while (!line.ToString().EndsWith("\r\n", StringComparison.Ordinal))
        {
            line.Append((char)(await ReadAsync(1))[0]);
        }

        return line.ToString()[..^2];
    }

    private async Task<byte[]> ReadAsync(int count)
    {
        var bytes = new byte[count];
        await _tcp.GetStream().ReadExactlyAsync(bytes, Cancelled).AsTask().WaitAsync(Patience.Limit);
        return bytes;
    }
}
