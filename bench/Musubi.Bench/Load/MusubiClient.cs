using System.Text;

namespace Musubi.Bench.Load;

/// <summary>Phoenix Channels with one mounted root.</summary>
/// <param name="root">The root's store.</param>
/// <param name="atOnce">How many commands it sends at once.</param>
internal sealed class MusubiClient(string root = "CounterStore", int atOnce = 1) : LoadClient
{
    private readonly string _topic = $"musubi:connection:{root}:main";
    private readonly ReadOnlyMemory<byte> _add = AddTo(root);

    /// <summary>The command, as a frame.</summary>
    public static ReadOnlyMemory<byte> Add { get; } = AddTo("CounterStore");

    public override int AtOnce => atOnce;

    public override async Task Open(int port)
    {
        await Connect(port, "/socket/websocket?vsn=2.0.0");
        await Send(Encoding.UTF8.GetBytes($$$"""["1","1","{{{_topic}}}","phx_join",{"module":"{{{root}}}","id":"main","params":{}}]"""));
        await NextPatch();
    }

    public override async ValueTask Command()
    {
        for (var i = 0; i < atOnce; i++)
        {
            await Send(_add);
        }

        for (var i = 0; i < atOnce; i++)
        {
            await NextPatch();
        }
    }

    public override ValueTask Announce() =>
        Send(Encoding.UTF8.GetBytes($$$"""["1","2","{{{_topic}}}","command",{"store_id":[],"name":"announce","payload":{}}]"""));

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

    private static byte[] AddTo(string root) =>
        Encoding.UTF8.GetBytes($$$"""["1","2","musubi:connection:{{{root}}}:main","command",{"store_id":[],"name":"add","payload":{"by":1}}]""");
}
