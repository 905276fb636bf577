using System.Text.Json.Nodes;
using Musubi.Conformance.Host.Stores;
using Musubi.Integration.Tests.Servers;
using Musubi.TestKit.Phoenix;

namespace Musubi.Integration.Tests;

/// <summary>Commands: replies, refusals and crashes. Source: docs/wire.md, section 4.</summary>
public sealed class CommandTests(CoHostedServer server) : ServerTest<CoHostedServer>(server), IClassFixture<CoHostedServer>
{
    [Fact]
    public async Task Command_WithReply_CarriesItAndNoPatch()
    {
        await using var client = await Server.ConnectAsync();
        var root = await MountedRoot.MountAsync(client, Modules.Beta, "b");

        var reply = await root.CommandAsync("echo", new { label = "hé\"\n" });
        await client.HeartbeatAsync();

        Assert.Equal(("ok", true, "hé\"\n"), (reply.Status, (bool?)reply.Response!["ok"], (string?)reply.Response["label"]));
        Assert.False(client.Has(static _ => true));
    }

    [Fact]
    public async Task Command_ThatChangesState_RepliesBeforeItsPatch()
    {
        await using var client = await Server.ConnectAsync();
        var root = await MountedRoot.MountAsync(client, Modules.Beta, "b");

        var @ref = await root.SendAsync("rename", new { label = "new" });

        Assert.Equal(@ref, (await root.Channel.ExpectAsync("phx_reply")).Ref);
        await root.PatchAsync();
        Assert.Equal("new", (string?)root.State["label"]);
    }

    [Fact]
    public async Task Command_ThatChangesNothing_SendsNoPatch()
    {
        await using var client = await Server.ConnectAsync();
        var root = await MountedRoot.MountAsync(client, Modules.Beta, "b", new { label = "same" });

        await root.CommandAsync("rename", new { label = "same" });
        await client.HeartbeatAsync();

        Assert.False(client.Has(static _ => true));
    }

    [Theory]
    [InlineData("""{"store_id":[],"payload":{}}""", "missing required field")]
    [InlineData("""{"store_id":[],"name":"","payload":{}}""", "missing required field")]
    [InlineData("""{"store_id":[],"name":5,"payload":{}}""", "missing required field")]
    [InlineData("""{"store_id":["nobody"],"name":"rename","payload":{}}""", "unknown store")]
    [InlineData("""{"store_id":[],"name":"nothing","payload":{}}""", "unknown command")]
    [InlineData("""{"store_id":[],"name":"Rename","payload":{}}""", "unknown command")]
    [InlineData("""{"store_id":[],"name":"render","payload":{}}""", "unknown command")]
    public async Task Command_Refused_RepliesTheReasonAndTheStoreLives(string payload, string reason)
    {
        await using var client = await Server.ConnectAsync();
        var root = await MountedRoot.MountAsync(client, Modules.Beta, "b");

        var reply = await root.Channel.AskAsync("command", JsonNode.Parse(payload));

        Assert.Equal($$"""error {"reason":"{{reason}}"}""", reply.ToString());
        Assert.Equal("ok", (await root.CommandAsync("echo", new { label = "alive" })).Status);
    }

    [Theory]
    [InlineData("""{"store_id":[],"name":"throw","payload":{}}""")]
    [InlineData("""{"store_id":[],"name":"throw_render","payload":{}}""")]
    [InlineData("""{"store_id":[],"name":"hang","payload":{}}""")]
    [InlineData("""{"store_id":[],"name":"hang","payload":{"ms":"1"}}""")]
    [InlineData("""{"store_id":[],"name":"hang","payload":{"ms":1.5}}""")]
    [InlineData("""{"store_id":[],"name":"hang","payload":{"ms":null}}""")]
    [InlineData("""{"store_id":[],"name":"hang","payload":[]}""")]
    [InlineData("""{"store_id":[],"name":"hang","payload":5}""")]
    public async Task Command_ThatCrashesTheStore_GivesPhxErrorAndSparesOtherChannels(string payload)
    {
        Server.Log.Allow(ServerErrors.StoreCrashed);
        await using var client = await Server.ConnectAsync();
        var root = await MountedRoot.MountAsync(client, Modules.Crash, "c");
        var other = await MountedRoot.MountAsync(client, Modules.Crash, "other");

        await root.Channel.PushAsync("command", JsonNode.Parse(payload));

        var error = await root.Channel.NextAsync();
        Assert.Equal(
            (root.Channel.JoinRef, root.Channel.JoinRef, "phx_error", """{"reason":"channel_crash"}"""),
            (error.JoinRef, error.Ref, error.Event, error.Payload!.ToJsonString()));
        Assert.Equal("ok {}", (await other.CommandAsync("inc")).ToString());
        await other.PatchAsync();
        Assert.False(client.Has(static _ => true));
        Assert.DoesNotContain(CrashRootStore.Secret, client.Transcript, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", client.Transcript, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Command_AfterACrash_IsOnATopicNotJoinedUntilTheRejoin()
    {
        Server.Log.Allow(ServerErrors.StoreCrashed);
        await using var client = await Server.ConnectAsync();
        var root = await MountedRoot.MountAsync(client, Modules.Crash, "c");
        await root.CommandAsync("inc");
        await root.PatchAsync();
        await root.SendAsync("throw");
        await root.Channel.ExpectAsync("phx_error");

        Assert.Equal("""error {"reason":"unmatched topic"}""", (await root.CommandAsync("inc")).ToString());
        var again = await MountedRoot.MountAsync(client, Modules.Crash, "c");

        Assert.Equal(0, (int?)again.State["n"]);
        await again.CommandAsync("inc");
        await again.PatchAsync();
        Assert.Equal(1, (int?)again.State["n"]);
    }

    [Fact]
    public async Task Command_ExtraPayloadFields_AreAllowed()
    {
        await using var client = await Server.ConnectAsync();
        var root = await MountedRoot.MountAsync(client, Modules.Beta, "b");

        Assert.Equal("ok {}", (await root.CommandAsync("rename", new { label = "x", extra = new[] { 1 } })).ToString());
    }

    [Fact]
    public async Task Commands_SentInARow_AreAnsweredInOrder()
    {
        await using var client = await Server.ConnectAsync();
        var root = await MountedRoot.MountAsync(client, Modules.Crash, "c");

        var refs = new List<string>();
        for (var i = 0; i < 50; i++)
        {
            refs.Add(await root.SendAsync("inc"));
        }

        foreach (var @ref in refs)
        {
            Assert.Equal(@ref, (await root.Channel.ExpectAsync("phx_reply")).Ref);
            await root.PatchAsync();
        }

        Assert.Equal(50, (int?)root.State["n"]);
    }
}
