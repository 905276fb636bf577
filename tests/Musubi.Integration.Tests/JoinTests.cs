using System.Net;
using System.Net.WebSockets;
using Musubi.Integration.Tests.Servers;
using Musubi.TestKit.Phoenix;

namespace Musubi.Integration.Tests;

/// <summary>Connecting and joining: who gets in, and how channels of one socket replace each other. Source: docs/wire.md, section 1.</summary>
public sealed class JoinTests(CoHostedServer server) : ServerTest<CoHostedServer>(server), IClassFixture<CoHostedServer>
{
    [Theory]
    [InlineData("vsn=1.0.0&current_user=ada")]
    [InlineData("current_user=ada")]
    [InlineData("vsn=2.0.0")]
    public async Task Connect_WithoutWhatTheServerAsks_IsForbidden(string query)
    {
        using var webSocket = new ClientWebSocket();
        webSocket.Options.CollectHttpResponseDetails = true;

        await Assert.ThrowsAsync<WebSocketException>(() => webSocket.ConnectAsync(PhoenixClient.Endpoint(Server.Address, query), CancellationToken));

        Assert.Equal(HttpStatusCode.Forbidden, webSocket.HttpStatusCode);
    }

    [Fact]
    public async Task Join_TopicOfNoRoute_RepliesUnmatchedTopic()
    {
        await using var client = await Server.ConnectAsync();

        await client.PushAsync("1", "room:lobby", "phx_join", null, "1");

        var frame = await client.NextAsync();
        Assert.Null(frame.JoinRef);
        Assert.Equal("""error {"reason":"unmatched topic"}""", Reply.Of(frame).ToString());
    }

    [Fact]
    public async Task Push_TopicNotJoined_RepliesUnmatchedTopic()
    {
        await using var client = await Server.ConnectAsync();

        var reply = await client.Channel(MountedRoot.TopicOf(Modules.Beta, "b")).AskAsync("command", new { name = "rename" });

        Assert.Equal("""error {"reason":"unmatched topic"}""", reply.ToString());
    }

    [Fact]
    public async Task Leave_TopicNotJoined_RepliesOk()
    {
        await using var client = await Server.ConnectAsync();

        var reply = await client.Channel(MountedRoot.TopicOf(Modules.Beta, "b")).AskAsync("phx_leave", null);

        Assert.Equal("ok {}", reply.ToString());
    }

    [Fact]
    public async Task Leave_JoinedChannel_RepliesThenCloses()
    {
        await using var client = await Server.ConnectAsync();
        var root = await MountedRoot.MountAsync(client, Modules.Beta, "b");

        await root.Channel.PushAsync("phx_leave", null);

        Assert.Equal("ok {}", Reply.Of(await root.Channel.NextAsync()).ToString());
        var close = await root.Channel.ExpectAsync("phx_close");
        Assert.Equal(root.Channel.JoinRef, close.Ref);
        Assert.Equal("""error {"reason":"unmatched topic"}""", (await root.CommandAsync("rename", new { label = "x" })).ToString());
    }

    [Fact]
    public async Task Join_TopicJoinedAlready_ClosesTheOldChannelAfterTheNewReply()
    {
        await using var client = await Server.ConnectAsync();
        var old = await MountedRoot.MountAsync(client, Modules.Beta, "b", new { label = "one" });

        var channel = client.Channel(old.Channel.Topic);
        await channel.SendJoinAsync(new { module = Modules.Beta, id = "b", @params = new { label = "two" } });

        Assert.Equal((channel.JoinRef, "phx_reply"), await NextAsync());
        Assert.Equal((old.Channel.JoinRef, "phx_close"), await NextAsync());
        Assert.Equal((channel.JoinRef, "patch"), await NextAsync());

        async Task<(string?, string)> NextAsync()
        {
            var frame = await client.NextAsync();
            return (frame.JoinRef, frame.Event);
        }
    }

    [Fact]
    public async Task Push_StaleJoinRef_IsDroppedInSilence()
    {
        await using var client = await Server.ConnectAsync();
        var root = await MountedRoot.MountAsync(client, Modules.Beta, "b");

        await client.PushAsync("stale", root.Channel.Topic, "command", new { store_id = Array.Empty<string>(), name = "rename", payload = new { label = "x" } });
        await client.HeartbeatAsync();

        Assert.False(client.Has(static _ => true));
        Assert.Equal("""ok {"ok":true,"label":"still here"}""", (await root.CommandAsync("echo", new { label = "still here" })).ToString());
    }

    [Fact]
    public async Task Push_NullJoinRef_IsAccepted()
    {
        await using var client = await Server.ConnectAsync();
        var root = await MountedRoot.MountAsync(client, Modules.Beta, "b");

        await client.PushAsync(null, root.Channel.Topic, "command", new { store_id = Array.Empty<string>(), name = "rename", payload = new { label = "x" } });

        Assert.Equal("ok {}", Reply.Of(await root.Channel.NextAsync()).ToString());
        await root.PatchAsync();
        Assert.Equal("x", (string?)root.State["label"]);
    }

    [Fact]
    public async Task Heartbeat_Always_RepliesWithNullJoinRef()
    {
        await using var client = await Server.ConnectAsync();

        var @ref = await client.PushAsync(null, "phoenix", "heartbeat", null);

        var frame = await client.NextAsync();
        Assert.Equal((null, @ref, "ok {}"), (frame.JoinRef, frame.Ref, Reply.Of(frame).ToString()));
    }
}
