using System.Net.WebSockets;
using System.Text;
using Musubi.Gateway.Tests.Scripted;
using Musubi.TestKit.Phoenix;

namespace Musubi.Gateway.Tests.Sockets;

/// <summary>A message that nobody can take costs its client one call, and not the socket with all its roots. Source: docs/design.md.</summary>
public sealed class RefusedFrameTests(TestSilo silo) : IAsyncLifetime
{
    private const int Default = 64 * 1024;
    private const int Skipped = 2 * 1024 * 1024;

    private readonly RootScript _root = new();
    private TestGateway _gateway = null!;
    private PhoenixClient _client = null!;
    private PhoenixChannel _channel = null!;

    public async ValueTask InitializeAsync()
    {
        _gateway = await TestGateway.StartAsync(silo, static options => options.MaxSkippedBytes = Skipped);
        (_client, _channel) = await _gateway.MountAsync(_root);
    }

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Theory]
    [InlineData(70_000)]
    [InlineData(Default)]
    [InlineData(2_000_000)]
    public async Task Command_TooLarge_IsRefusedOnItsRefAndTheSocketLives(int length)
    {
        Assert.Equal("""error {"reason":"payload too large"}""", (await _channel.AskAsync("command", new { name = "inc", payload = Text(length) })).ToString());

        await LivesAsync();
    }

    [Fact]
    public async Task Join_With70KilobytesOfParams_IsRefusedAndTheOtherRootsStay()
    {
        var other = new RootScript();

        var reply = await _client.Channel(other.Topic).JoinAsync(new { module = TestRoot.Module, id = other.Id, @params = new { text = Text(70_000) } });

        Assert.Equal("""error {"reason":"payload too large"}""", reply.ToString());
        Assert.False(other.HasMount);
        await LivesAsync();
        await _gateway.MountAsync(_client, other);
    }

    [Fact]
    public async Task Join_AgainAndTooLarge_IsRefusedAndTheOldChannelIsClosed()
    {
        var reply = await _client.Channel(_root.Topic).JoinAsync(new { module = TestRoot.Module, id = _root.Id, @params = new { text = Text(70_000) } });

        Assert.Equal("""error {"reason":"payload too large"}""", reply.ToString());
        await _channel.ExpectAsync("phx_close");
        Assert.Equal(TerminateReason.Replaced, (await _root.UnmountedAsync()).Reason);
    }

    [Fact]
    public async Task Mount_TooLargeInTheConnectionForm_IsRefused()
    {
        var connection = _client.Channel("musubi:connection");
        Assert.Equal("ok", (await connection.JoinAsync(null)).Status);

        var reply = await connection.AskAsync("mount", new { module = TestRoot.Module, id = "other", @params = new { text = Text(70_000) } });

        Assert.Equal("""error {"reason":"payload too large"}""", reply.ToString());
        await LivesAsync();
    }

    [Fact]
    public async Task Chunk_TooLargeForAFrame_IsRefusedAndTheFileGoesOn()
    {
        var upload = await _gateway.StartUploadAsync(_client, _channel, 10);

        Assert.Equal("""error {"reason":"payload too large"}""", (await upload.AskAsync("chunk", new byte[200_000])).ToString());

        Assert.Equal("""ok {"progress":50}""", (await upload.AskAsync("chunk", new byte[5])).ToString());
        await LivesAsync();
    }

    [Fact]
    public async Task Frame_TooLargeOnATopicNotJoined_RepliesUnmatchedTopic()
    {
        await _client.SendAsync($$"""[null,"50","nowhere","command",{"text":"{{Text(70_000)}}"}]""");

        Assert.Equal(Sent.Error(null, "50", "nowhere", "unmatched topic"), (await _client.NextAsync()).ToString());
    }

    [Fact]
    public async Task Heartbeat_TooLarge_IsRefused()
    {
        await _client.SendAsync($$"""[null,"50","phoenix","heartbeat",{"text":"{{Text(70_000)}}"}]""");

        Assert.Equal(Sent.Error(null, "50", "phoenix", "payload too large"), (await _client.NextAsync()).ToString());
    }

    [Fact]
    public async Task Frame_TooLargeInManyPieces_IsRefusedWhenItIsWhole()
    {
        await _client.SendAsync(Encoding.UTF8.GetBytes($$"""["{{_channel.JoinRef}}","50","{{_root.Topic}}","command",{"text":" """), WebSocketMessageType.Text, endOfMessage: false);
        for (var i = 0; i < 100; i++)
        {
            await _client.SendAsync(Encoding.UTF8.GetBytes(Text(1_000)), WebSocketMessageType.Text, endOfMessage: false);
        }

        Assert.False(_client.Has(static _ => true));
        await _client.SendAsync("\"}]"u8.ToArray(), WebSocketMessageType.Text);

        Assert.Equal(Sent.Error(_channel.JoinRef, "50", _root.Topic, "payload too large"), (await _client.NextAsync()).ToString());
    }

    [Fact]
    public async Task Frames_TooLarge_AreNoFreeFlood()
    {
        await _channel.PushAsync("command", new { name = "inc", payload = Text(Skipped) });
        await _channel.PushAsync("command", new { name = "inc", payload = Text(70_000 + Skipped - Default) });

        Assert.Equal(WebSocketCloseStatus.MessageTooBig, (await _client.EndAsync()).Status);
    }

    [Fact]
    public async Task Frames_TooLarge_MayComeAgainAfterAMinute()
    {
        Assert.Equal("error", (await _channel.AskAsync("command", new { name = "inc", payload = Text(Skipped) })).Status);

        // The answer does not wait for the rest of the frame; the heartbeat behind it does.
        await _client.HeartbeatAsync();
        _gateway.Clock.Advance(TimeSpan.FromSeconds(40));
        await _client.HeartbeatAsync();
        _gateway.Clock.Advance(TimeSpan.FromSeconds(40));

        Assert.Equal("error", (await _channel.AskAsync("command", new { name = "inc", payload = Text(Skipped) })).Status);
    }

    [Fact]
    public async Task Frame_TooLargeThatNeverEnds_IsSilence()
    {
        await _client.SendAsync(Encoding.UTF8.GetBytes($$"""["1","50","{{_root.Topic}}","command",{"text":"{{Text(70_000)}}"""), WebSocketMessageType.Text, endOfMessage: false);
        for (var i = 0; i < 13 && !_client.Has(static _ => true); i++)
        {
            await Task.Yield();
            _gateway.Clock.Advance(TimeSpan.FromSeconds(10));
        }

        Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, (await _client.EndAsync()).Status);
    }

    [Theory]
    [InlineData(64)]
    [InlineData(1_000)]
    public async Task Command_NestedTooDeep_IsRefused(int depth)
    {
        await _client.SendAsync($$"""["{{_channel.JoinRef}}","50","{{_root.Topic}}","command",{"name":"inc","payload":{{new string('[', depth)}}{{new string(']', depth)}}}]""");

        Assert.Equal(Sent.Error(_channel.JoinRef, "50", _root.Topic, "payload too deep"), (await _client.NextAsync()).ToString());
        await LivesAsync();
    }

    [Fact]
    public async Task Join_WithParamsNested62Deep_IsRefusedAndTheSocketLives()
    {
        var other = new RootScript();
        await _client.SendAsync($$$"""["9","9","{{{other.Topic}}}","phx_join",{"module":"{{{TestRoot.Module}}}","id":"{{{other.Id}}}","params":{"a":{{{new string('[', 62)}}}{{{new string(']', 62)}}} } }]""");

        Assert.Equal(Sent.Error("9", "9", other.Topic, "payload too deep"), (await _client.NextAsync()).ToString());
        await LivesAsync();
    }

    [Fact]
    public async Task Command_WithHalfAnEmoji_RunsWithTheReplacementCharacter()
    {
        await _client.SendAsync($$"""["{{_channel.JoinRef}}","50","{{_root.Topic}}","command",{"name":"inc","payload":{"text":"hi \ud83d"} }]""");

        Assert.Equal("""{"text":"hi \ufffd"}""", Encoding.UTF8.GetString((await _root.CommandedAsync()).Payload.Span));
        Assert.Equal("50", (await _client.NextAsync()).Ref);
    }

    [Fact]
    public async Task Join_WithHalfAnEmojiInItsParams_Mounts()
    {
        var other = new RootScript();
        await _client.SendAsync($$$"""["9","9","{{{other.Topic}}}","phx_join",{"module":"{{{TestRoot.Module}}}","id":"{{{other.Id}}}","params":{"text":"hi \ud83d","\ude00":1}}]""");

        Assert.Equal(Sent.Mounted("9", "9", other.Topic, other), (await _client.NextAsync()).ToString());
        Assert.Equal("hi \ufffd", (await other.MountedAsync()).Params.Get<string>("text"));
    }

    [Fact]
    public async Task Frame_WithARefThatIsTooLong_IsRefusedOnIt()
    {
        var longRef = Text(300);
        await _client.SendAsync($$"""["{{_channel.JoinRef}}","{{longRef}}","{{_root.Topic}}","command",{"name":"inc"}]""");

        Assert.Equal(Sent.Error(_channel.JoinRef, longRef, _root.Topic, "ref too long"), (await _client.NextAsync()).ToString());
        Assert.False(_root.HasCommand);
    }

    [Fact]
    public async Task Join_WithAJoinRefThatIsTooLong_IsRefused()
    {
        var other = new RootScript();
        var longRef = Text(60_000);
        await _client.SendAsync($$"""["{{longRef}}","9","{{other.Topic}}","phx_join",{"module":"{{TestRoot.Module}}","id":"{{other.Id}}"}]""");

        Assert.Equal(Sent.Error(longRef, "9", other.Topic, "ref too long"), (await _client.NextAsync()).ToString());
        Assert.False(other.HasMount);
    }

    [Fact]
    public async Task Frame_WithAnEventThatIsTooLong_RepliesUnknownEvent()
    {
        Assert.Equal("""error {"reason":"unknown event"}""", (await _channel.AskAsync(Text(256), new { })).ToString());

        await LivesAsync();
    }

    [Fact]
    public async Task Close_OverAFrame_IsSaidAtWarningOnceAMinuteForEachPeer()
    {
        for (var i = 0; i < 3; i++)
        {
            var bad = await _gateway.ConnectAsync();
            await bad.SendAsync("nonsense");
            Assert.Equal(WebSocketCloseStatus.InvalidPayloadData, (await bad.EndAsync()).Status);
        }

        var said = Assert.Single(_gateway.Log.Warnings);
        Assert.Equal("Musubi.Gateway.Sockets", said.Category);
        Assert.Contains("of 127.0.0.1 closed with 1007 over what its client sent: malformed frame", said.Message, StringComparison.Ordinal);

        _gateway.Clock.Advance(TimeSpan.FromSeconds(59));
        Assert.Single(_gateway.Log.Warnings);
        _gateway.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Contains("2 more of message ClosedOverFrame", _gateway.Log.Warnings[^1].Message, StringComparison.Ordinal);
    }

    private static string Text(int length) => new('x', length);

    private async Task LivesAsync()
    {
        Assert.Equal("ok", (await _channel.AskAsync("command", new { name = "inc" })).Status);
        await _client.HeartbeatAsync();
    }
}
