using System.Net.WebSockets;
using System.Text;

namespace Musubi.Bench.Load;

/// <summary>A hub's client, by JSON or MessagePack.</summary>
internal sealed class SignalRClient(bool messagePack) : LoadClient
{
    private const int Invocation = 1;
    private const int Completion = 3;

    private static readonly byte[] AddJson = """{"type":1,"invocationId":"1","target":"Add","arguments":[{"by":1}]}"""u8.ToArray();
    private static readonly byte[] AnnounceJson = """{"type":1,"target":"Announce","arguments":[]}"""u8.ToArray();

    // [1, {}, "1", "Add", [{"By": 1}], []] and [1, {}, nil, "Announce", [], []].
    private static readonly byte[] AddMessagePack = [0x96, 1, 0x80, 0xa1, (byte)'1', 0xa3, .. "Add"u8, 0x91, 0x81, 0xa2, .. "By"u8, 1, 0x90];
    private static readonly byte[] AnnounceMessagePack = [0x96, 1, 0x80, 0xc0, 0xa8, .. "Announce"u8, 0x90, 0x90];

    private ReadOnlyMemory<byte> _unread;

    public override async Task Open(int port)
    {
        await Connect(port, "/hub");
        await Send(Encoding.UTF8.GetBytes($$"""{"protocol":"{{(messagePack ? "messagepack" : "json")}}","version":1}""" + "\u001e"));
        await Receive();

        // A command, since the handshake is answered before the connection is in its group.
        await Command();
    }

    public override async ValueTask Command()
    {
        await Invoke(messagePack ? AddMessagePack : AddJson);
        await NextPatch();
        while (await NextType() != Completion)
        {
        }
    }

    public override ValueTask Announce() => Invoke(messagePack ? AnnounceMessagePack : AnnounceJson);

    public override async ValueTask NextPatch()
    {
        int type;
        while ((type = await NextType()) != Invocation)
        {
            if (type == Completion)
            {
                throw new InvalidOperationException("The hub answered before it sent its patch, so it failed.");
            }
        }
    }

    private ValueTask Invoke(byte[] message) => messagePack
        ? Send((byte[])[(byte)message.Length, .. message], WebSocketMessageType.Binary)
        : Send((byte[])[.. message, 0x1e]);

    // One WebSocket message may hold several of the hub's.
    private async ValueTask<int> NextType()
    {
        if (_unread.IsEmpty)
        {
            _unread = await Receive();
        }

        var message = _unread.Span;
        var (length, type) = messagePack ? (1 + message[0], message[2]) : (message.IndexOf((byte)0x1e) + 1, message["{\"type\":".Length] - '0');
        _unread = _unread[length..];
        return type;
    }
}
