using Musubi.TestKit.Phoenix;

namespace Musubi.Gateway.Tests.Channels;

/// <summary>docs/wire.md, section 1: frames that no channel takes.</summary>
public sealed class TopicTests(TestSilo silo) : IAsyncLifetime
{
    private TestGateway _gateway = null!;
    private PhoenixClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _gateway = await TestGateway.StartAsync(silo);
        _client = await _gateway.ConnectAsync();
    }

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Theory]
    [InlineData("""[null,"1","phoenix","heartbeat",{}]""")]
    [InlineData("""["9","1","phoenix","heartbeat",{}]""")]
    [InlineData("""[null,"1","phoenix","heartbeat",{},"more"]""")]
    public async Task Heartbeat_OfAnyJoinRef_RepliesOkWithoutOne(string frame) =>
        await AnswersAsync(frame, Sent.Ok(null, "1", "phoenix"));

    [Theory]
    [InlineData("phoenix")]
    [InlineData("room:lobby")]
    [InlineData("musubi")]
    [InlineData("musubi:connections")]
    [InlineData("musubi_upload")]
    [InlineData("")]
    public async Task Join_UnroutedTopic_RepliesUnmatchedTopic(string topic) =>
        await AnswersAsync($$"""["3","3","{{topic}}","phx_join",{}]""", Sent.Error(null, "3", topic, "unmatched topic"));

    [Fact]
    public async Task Join_TopicTooLong_RepliesUnmatchedTopic()
    {
        var topic = "musubi:connection:" + new string('x', 1024);
        await AnswersAsync($$"""["3","3","{{topic}}","phx_join",{}]""", Sent.Error(null, "3", topic, "unmatched topic"));
    }

    [Theory]
    [InlineData("command")]
    [InlineData("heartbeat")]
    [InlineData("phx_close")]
    public async Task Event_TopicNotJoined_RepliesUnmatchedTopic(string @event) =>
        await AnswersAsync($$"""["3","4","musubi:connection:A:b","{{@event}}",{}]""", Sent.Error(null, "4", "musubi:connection:A:b", "unmatched topic"));

    [Fact]
    public async Task Event_OnThePhoenixTopic_RepliesUnmatchedTopic() =>
        await AnswersAsync("""[null,"4","phoenix","ping",{}]""", Sent.Error(null, "4", "phoenix", "unmatched topic"));

    [Fact]
    public async Task Leave_TopicNotJoined_RepliesOk() =>
        await AnswersAsync("""["3","4","musubi:connection:A:b","phx_leave",{}]""", Sent.Ok("3", "4", "musubi:connection:A:b"));

    [Fact]
    public async Task Heartbeat_InABinaryFrame_RepliesOk()
    {
        await _client.SendAsync(FrameCodec.WriteBinary("", "1", "phoenix", "heartbeat", default), System.Net.WebSockets.WebSocketMessageType.Binary);

        Assert.Equal(Sent.Ok(null, "1", "phoenix"), (await _client.NextAsync()).ToString());
    }

    private async Task AnswersAsync(string frame, string expected)
    {
        await _client.SendAsync(frame);
        Assert.Equal(expected, (await _client.NextAsync()).ToString());
    }
}
