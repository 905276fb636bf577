using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Musubi.Integration.Tests.Servers;
using Musubi.TestKit;
using Musubi.TestKit.Phoenix;

namespace Musubi.Integration.Tests;

/// <summary>What a hostile or broken client does to itself, and not to the others. Source: docs/wire.md, section 1.</summary>
public sealed class LimitsTests(LimitsTests.NarrowServer server) : ServerTest<LimitsTests.NarrowServer>(server), IClassFixture<LimitsTests.NarrowServer>
{
    [Theory]
    [InlineData("")]
    [InlineData("no json")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""["1","1","phoenix","heartbeat"]""")]
    [InlineData("""[1,"1","phoenix","heartbeat",{}]""")]
    [InlineData("""["1",1,"phoenix","heartbeat",{}]""")]
    [InlineData("""["1","1",null,"heartbeat",{}]""")]
    [InlineData("""["1","1","phoenix",5,{}]""")]
    [InlineData("""["1","1","phoenix","heartbeat",{}""")]
    [InlineData("""["1","1","phoenix","heartbeat",{}] more""")]
    public async Task Frame_Malformed_ClosesThatSocketAlone(string text)
    {
        await using var other = await Server.ConnectAsync();
        var root = await MountedRoot.MountAsync(other, Modules.Beta, "b");
        await using var client = await Server.ConnectAsync();

        await client.SendAsync(text);

        Assert.Equal(WebSocketCloseStatus.InvalidPayloadData, (await client.EndAsync()).Status);
        Assert.Equal("ok", (await root.CommandAsync("echo", new { label = "alive" })).Status);
    }

    [Fact]
    public async Task Frame_WithFurtherElements_IsAnswered()
    {
        await using var client = await Server.ConnectAsync();

        await client.SendAsync("""[null,"7","phoenix","heartbeat",{},"more",[1]]""");

        Assert.Equal("7", (await client.NextAsync()).Ref);
    }

    [Theory]
    [InlineData(new byte[] { })]
    [InlineData(new byte[] { 0 })]
    [InlineData(new byte[] { 1, 1, 1, 1, 1, 65, 65, 65, 65 })]
    [InlineData(new byte[] { 0, 200, 1, 1, 1, 65 })]
    [InlineData(new byte[] { 0, 1, 1, 1, 1, 65, 65, 0xFF, 65 })]
    public async Task BinaryFrame_Malformed_ClosesThatSocket(byte[] bytes)
    {
        await using var client = await Server.ConnectAsync();

        await client.SendAsync(bytes, WebSocketMessageType.Binary);

        Assert.Equal(WebSocketCloseStatus.InvalidPayloadData, (await client.EndAsync()).Status);
    }

    [Fact]
    public async Task BinaryFrame_OnATopicNotJoined_RepliesUnmatchedTopic()
    {
        await using var client = await Server.ConnectAsync();

        await client.SendAsync(FrameCodec.WriteBinary("1", "2", "nowhere", "chunk", [1, 2, 3]), WebSocketMessageType.Binary);

        Assert.Equal("""error {"reason":"unmatched topic"}""", Reply.Of(await client.NextAsync()).ToString());
    }

    [Fact]
    public async Task TextFrame_AtTheLimit_IsAnswered()
    {
        await using var client = await Server.ConnectAsync();
        var frame = """[null,"7","phoenix","heartbeat",{"pad":""}]""";

        await client.SendAsync(frame.Replace("\"\"", $"\"{new string('x', NarrowServer.TextLimit - frame.Length)}\"", StringComparison.Ordinal));

        Assert.Equal("7", (await client.NextAsync()).Ref);
    }

    [Fact]
    public async Task TextFrame_OverTheLimit_ClosesAsTooLarge()
    {
        await using var client = await Server.ConnectAsync();

        await client.SendAsync(new string('x', NarrowServer.TextLimit + 1));

        Assert.Equal(WebSocketCloseStatus.MessageTooBig, (await client.EndAsync()).Status);
    }

    [Fact]
    public async Task Join_OneChannelTooMany_RepliesSoAndSparesTheOthers()
    {
        await using var client = await Server.ConnectAsync();
        var roots = new List<MountedRoot>();
        for (var i = 0; i < NarrowServer.ChannelLimit; i++)
        {
            roots.Add(await MountedRoot.MountAsync(client, Modules.Beta, $"b-{i}"));
        }

        var reply = await client.Channel(MountedRoot.TopicOf(Modules.Beta, "late")).JoinAsync(new { module = Modules.Beta, id = "late" });

        Assert.Equal("""error {"reason":"too many channels joined"}""", reply.ToString());
        await roots[0].Channel.LeaveAsync();
        await MountedRoot.MountAsync(client, Modules.Beta, "late");
    }

    [Fact]
    public async Task Socket_Silent_IsClosedAsGoingAway()
    {
        await using var server = new CoHostedServer("--Musubi:Gateway:SilenceTimeout=00:00:01");
        await server.InitializeAsync();
        await using var client = await server.ConnectAsync();

        Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, (await client.EndAsync()).Status);
    }

    [Fact]
    public async Task Flood_OfHeartbeats_IsReadMoreSlowlyAndAnsweredInFull()
    {
        await using var client = await Server.ConnectAsync();
        const int Frames = 5 * NarrowServer.FrameBurst;
        for (var i = 0; i < Frames; i++)
        {
            await client.SendAsync($$"""[null,"{{i}}","phoenix","heartbeat",{}]""");
        }

        for (var i = 0; i < Frames; i++)
        {
            Assert.Equal($"{i}", (await client.NextAsync()).Ref);
        }
    }

    [Fact]
    public async Task SlowReader_IsCutAndSparesTheOthers()
    {
        await using var other = await Server.ConnectAsync();
        var root = await MountedRoot.MountAsync(other, Modules.Beta, "b");
        using var deaf = new ClientWebSocket();
        using var smallWindow = new HttpMessageInvoker(new SocketsHttpHandler { ConnectCallback = ConnectWithSmallWindowAsync });
        await deaf.ConnectAsync(PhoenixClient.Endpoint(Server.Address, "vsn=2.0.0&current_user=ada"), smallWindow, CancellationToken);
        var topic = MountedRoot.TopicOf(Modules.Beta, "deaf");
        await SendAsync(deaf, $$$"""["1","1","{{{topic}}}","phx_join",{"module":"{{{Modules.Beta}}}","id":"deaf"}]""");
        var echo = $$$"""["1","2","{{{topic}}}","command",{"store_id":[],"name":"echo","payload":{"label":"{{{new string('x', 3000)}}}"}}]""";

        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            while (true)
            {
                await SendAsync(deaf, echo).WaitAsync(Patience.Limit, CancellationToken);
                await other.HeartbeatAsync();
            }
        });

        Assert.Equal("ok", (await root.CommandAsync("echo", new { label = "alive" })).Status);
    }

    [Fact]
    public async Task Connect_FromAForeignOrigin_IsForbidden()
    {
        using var webSocket = new ClientWebSocket();
        webSocket.Options.CollectHttpResponseDetails = true;
        webSocket.Options.SetRequestHeader("Origin", "http://evil.example");

        await Assert.ThrowsAsync<WebSocketException>(() =>
            webSocket.ConnectAsync(PhoenixClient.Endpoint(Server.Address, "vsn=2.0.0&current_user=ada"), CancellationToken));

        Assert.Equal(HttpStatusCode.Forbidden, webSocket.HttpStatusCode);
    }

    /// <summary>The system's own buffers take megabytes before a server notices that nobody reads.</summary>
    private static async ValueTask<Stream> ConnectWithSmallWindowAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new System.Net.Sockets.Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }

    private static Task SendAsync(ClientWebSocket webSocket, string text) =>
        webSocket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, CancellationToken);

    /// <summary>The conformance host with limits that a test reaches quickly.</summary>
    public sealed class NarrowServer() : CoHostedServer(
        $"--Musubi:Gateway:MaxTextFrameBytes={TextLimit}",
        $"--Musubi:Gateway:MaxChannelsPerSocket={ChannelLimit}",
        $"--Musubi:Gateway:FrameBurst={FrameBurst}",
        "--Musubi:Gateway:SlowReaderTimeout=00:00:01",
        "--Musubi:Gateway:MaxOutgoingBytes=4096")
    {
        internal const int TextLimit = 4096;
        internal const int ChannelLimit = 3;
        internal const int FrameBurst = 200;
    }
}
