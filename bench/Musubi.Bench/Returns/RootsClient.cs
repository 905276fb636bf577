using System.Text;
using Musubi.Bench.Load;

namespace Musubi.Bench.Returns;

/// <summary>One socket with many roots.</summary>
/// <param name="roots">How many.</param>
internal sealed class RootsClient(int roots) : LoadClient
{
    public override async Task Open(int port)
    {
        await Connect(port, "/socket/websocket?vsn=2.0.0");
        for (var root = 0; root < roots; root++)
        {
            await Send(Encoding.UTF8.GetBytes($$$"""["{{{root}}}","1","musubi:connection:CounterStore:{{{root}}}","phx_join",{"module":"CounterStore","id":"{{{root}}}","params":{}}]"""));
            await NextPatch();
        }
    }

    /// <summary>Sends a command to each root, one after the other, and waits for its reply and its patch.</summary>
    /// <exception cref="InvalidOperationException">One of them is gone.</exception>
    public override async ValueTask Command()
    {
        for (var root = 0; root < roots; root++)
        {
            await Send(Encoding.UTF8.GetBytes($$$"""["{{{root}}}","2","musubi:connection:CounterStore:{{{root}}}","command",{"store_id":[],"name":"add","payload":{"by":1}}]"""));
            await NextPatch();
        }
    }

    public override ValueTask Announce() => throw new NotSupportedException();

    // A reply comes before its patch.
    public override async ValueTask NextPatch()
    {
        ReadOnlyMemory<byte> message;
        while ((message = await Receive()).Span.IndexOf("\"patch\""u8) < 0)
        {
            if (message.Span.IndexOf("\"error\""u8) >= 0 || message.Span.IndexOf("\"phx_error\""u8) >= 0)
            {
                throw new InvalidOperationException(Encoding.UTF8.GetString(message.Span));
            }
        }
    }
}
