using System.Text;

namespace Musubi.Bench.Load;

/// <summary>Phoenix Channels with one mounted root.</summary>
internal sealed class MusubiClient : LoadClient
{
    private const string Join = """["1","1","musubi:connection:CounterStore:main","phx_join",{"module":"CounterStore","id":"main","params":{}}]""";

    /// <summary>The command, as a frame.</summary>
    public static ReadOnlyMemory<byte> Add { get; } = """["1","2","musubi:connection:CounterStore:main","command",{"store_id":[],"name":"add","payload":{"by":1}}]"""u8.ToArray();

    private static ReadOnlyMemory<byte> AnnounceFrame { get; } = """["1","2","musubi:connection:CounterStore:main","command",{"store_id":[],"name":"announce","payload":{}}]"""u8.ToArray();

    public override async Task Open(int port)
    {
        await Connect(port, "/socket/websocket?vsn=2.0.0");
        await Send(Encoding.UTF8.GetBytes(Join));
        await NextPatch();
    }

    public override async ValueTask Command()
    {
        await Send(Add);
        await NextPatch();
    }

    public override ValueTask Announce() => Send(AnnounceFrame);

    // A reply comes before its patch.
    public override async ValueTask NextPatch()
    {
        ReadOnlyMemory<byte> message;
        while ((message = await Receive()).Span.IndexOf("\"patch\""u8) < 0)
        {
            if (message.Span.IndexOf("\"error\""u8) >= 0)
            {
                throw new InvalidOperationException(Encoding.UTF8.GetString(message.Span));
            }
        }
    }
}
