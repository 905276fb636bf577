using System.Net.WebSockets;
using System.Text;
using Musubi.Gateway.Tests.Scripted;
using Musubi.Gateway.Tests.Wire;

namespace Musubi.Gateway.Tests.Sockets;

public sealed class MalformedInputTests(TestSilo silo) : IAsyncLifetime
{
    private TestGateway _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await TestGateway.StartAsync(silo, static options =>
    {
        options.MaxTextFrameBytes = 2048;
        options.MaxBinaryFrameBytes = 4096;
    });

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Theory]
    [MemberData(nameof(FrameReaderTests.MalformedText), MemberType = typeof(FrameReaderTests))]
    public Task Text_Malformed_ClosesWith1007(string what, string text) =>
        ClosesAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, WebSocketCloseStatus.InvalidPayloadData, what);

    [Theory]
    [MemberData(nameof(FrameReaderTests.MalformedBinary), MemberType = typeof(FrameReaderTests))]
    public Task Binary_Malformed_ClosesWith1007(string what, byte[] message) =>
        ClosesAsync(message, WebSocketMessageType.Binary, WebSocketCloseStatus.InvalidPayloadData, what);

    [Fact]
    public Task Text_NoUtf8_ClosesWith1007() =>
        ClosesAsync([0xc3, 0x28], WebSocketMessageType.Text, WebSocketCloseStatus.InvalidPayloadData, "no UTF-8");

    [Fact]
    public Task Text_TooLargeWithoutAHead_ClosesWith1009() =>
        ClosesAsync(Encoding.UTF8.GetBytes(new string('x', 2049)), WebSocketMessageType.Text, WebSocketCloseStatus.MessageTooBig, "text");

    [Fact]
    public Task Binary_TooLargeWithoutAHead_ClosesWith1009() =>
        ClosesAsync(new byte[4097], WebSocketMessageType.Binary, WebSocketCloseStatus.MessageTooBig, "binary");

    [Fact]
    public async Task Text_AsLargeAsAllowed_IsRead()
    {
        var client = await _gateway.ConnectAsync();

        await client.SendAsync(TextOf(2048), WebSocketMessageType.Text);

        Assert.Equal("9", (await client.NextAsync()).Ref);
    }

    [Fact]
    public async Task Text_InPieces_IsOneFrame()
    {
        var client = await _gateway.ConnectAsync();
        var text = TextOf(1500);

        await client.SendAsync(text.AsMemory(0, 1), WebSocketMessageType.Text, endOfMessage: false);
        await client.SendAsync(text.AsMemory(1, 1000), WebSocketMessageType.Text, endOfMessage: false);
        await client.SendAsync(text.AsMemory(1001), WebSocketMessageType.Text, endOfMessage: false);
        await client.SendAsync(ReadOnlyMemory<byte>.Empty, WebSocketMessageType.Text);

        Assert.Equal("9", (await client.NextAsync()).Ref);
    }

    [Fact]
    public async Task Text_EndlessPieces_ClosesWith1009WithoutTheEnd()
    {
        var client = await _gateway.ConnectAsync();
        for (var i = 0; i < 3; i++)
        {
            await client.SendAsync(TextOf(1000), WebSocketMessageType.Text, endOfMessage: false);
        }

        Assert.Equal(WebSocketCloseStatus.MessageTooBig, (await client.EndAsync()).Status);
    }

    [Fact]
    public async Task Malformed_OnOneSocket_TouchesNoOther()
    {
        var (good, channel) = await _gateway.MountAsync(new RootScript());
        var bad = await _gateway.ConnectAsync();

        await bad.SendAsync("nonsense");

        Assert.Equal(WebSocketCloseStatus.InvalidPayloadData, (await bad.EndAsync()).Status);
        Assert.Equal("ok", (await channel.AskAsync("command", new { name = "inc" })).Status);
        await good.HeartbeatAsync();
    }

    [Fact]
    public async Task Malformed_WithARootMounted_UnmountsIt()
    {
        var root = new RootScript();
        var (client, _) = await _gateway.MountAsync(root);

        await client.SendAsync("nonsense");

        Assert.Equal(TerminateReason.Disconnected, (await root.UnmountedAsync()).Reason);
    }

    private static byte[] TextOf(int length)
    {
        const string Start = """[null,"9","phoenix","heartbeat",{"a":""";
        const string End = "}]";
        return Encoding.UTF8.GetBytes($"{Start}\"{new string('x', length - Start.Length - End.Length - 2)}\"{End}");
    }

    private async Task ClosesAsync(byte[] message, WebSocketMessageType type, WebSocketCloseStatus expected, string what)
    {
        var client = await _gateway.ConnectAsync();
        await client.SendAsync(message, type);
        var end = await client.EndAsync();
        Assert.True(end.Status == expected, $"{what}: {end}");
    }
}
