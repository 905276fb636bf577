using System.Text;
using Musubi.Bench.Load;

namespace Musubi.Bench.Returns;

/// <summary>A page that comes back to its root on another socket: docs/resume.md.</summary>
/// <param name="token">What the socket before was given; null for a page that is opened.</param>
internal sealed class ReturningClient(string? token = null) : LoadClient
{
    private const string Topic = "musubi:connection:CounterStore:main";

    /// <summary>What the page says the next time.</summary>
    public string Token { get; private set; } = "";

    /// <summary>Connects and joins: done when a page that is opened has its first state, and one that comes back knows that its root is there.</summary>
    /// <exception cref="InvalidOperationException">The root of a page that came back is gone.</exception>
    public override async Task Open(int port)
    {
        await Connect(port, "/socket/websocket?vsn=2.0.0");
        var resume = token is null ? "null" : $"\"{token}\",\"version\":1";
        await Send(Encoding.UTF8.GetBytes($$"""["1","1","{{Topic}}","phx_join",{"module":"CounterStore","id":"main","params":{},"resume":{{resume}}}]"""));
        Token = TokenIn(await Receive());
        if (token is null)
        {
            await NextPatch();
        }
    }

    public override ValueTask Command() => throw new NotSupportedException();

    public override ValueTask Announce() => throw new NotSupportedException();

    public override async ValueTask NextPatch() => await Receive();

    private string TokenIn(ReadOnlyMemory<byte> reply)
    {
        var text = Encoding.UTF8.GetString(reply.Span);
        var from = text.IndexOf("\"resume\":\"", StringComparison.Ordinal) + "\"resume\":\"".Length;
        if (from < "\"resume\":\"".Length || (token is not null && !text.Contains("\"resumed\":true", StringComparison.Ordinal)))
        {
            throw new InvalidOperationException($"Expected a root that is there; got {text}.");
        }

        return text[from..text.IndexOf('"', from)];
    }
}
