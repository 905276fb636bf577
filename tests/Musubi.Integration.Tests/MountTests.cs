using System.Text.Json.Nodes;
using Musubi.Integration.Tests.Servers;
using Musubi.TestKit.Phoenix;

namespace Musubi.Integration.Tests;

/// <summary>What a join's payload must hold, in the order in which it is checked. Source: docs/wire.md, section 2.</summary>
public sealed class MountTests(CoHostedServer server) : ServerTest<CoHostedServer>(server), IClassFixture<CoHostedServer>
{
    [Theory]
    [InlineData("error", "unauthorized")]
    [InlineData("unauthorized", "unauthorized")]
    [InlineData("not_found", "not_found")]
    [InlineData("invalid_params", "params must be a map")]
    [InlineData("forbidden", "forbidden")]
    public async Task Mount_DeniedByHandleJoin_RepliesTheReason(string deny, string reason)
    {
        await using var client = await Server.ConnectAsync();

        var reply = await JoinAsync(client, $$$"""{"module":"{{{Modules.Beta}}}","id":"b","params":{"deny":"{{{deny}}}"}}""");

        Assert.Equal($$"""error {"reason":"{{reason}}"}""", reply.ToString());
    }

    // Each payload is also wrong in what is checked later, so that the order shows.
    [Theory]
    [InlineData("""{"params":{"deny":"forbidden"}}""", "forbidden")]
    [InlineData("""{"id":"","params":5}""", "missing required field")]
    [InlineData("""{"module":"Nope","params":5}""", "missing root id")]
    [InlineData("""{"module":"Nope","id":"","params":5}""", "missing root id")]
    [InlineData("""{"module":"Nope","id":"b","params":5}""", "params must be a map")]
    [InlineData("""{"module":"Nope","id":"b","params":[]}""", "params must be a map")]
    [InlineData("""{"module":"Nope","id":"b"}""", "unknown root")]
    [InlineData("""{"module":"Musubi.WireCapture.Stores.ChildStore","id":"b"}""", "unknown root")]
    [InlineData("""{"module":"Musubi.WireCapture.Stores.CrashRootStore","id":"b","params":{"throw":true}}""", "join crashed")]
    [InlineData("""{"module":"Musubi.WireCapture.Stores.AlphaRootStore","id":"b","params":{}}""", "join crashed")]
    [InlineData("""{"module":"Musubi.WireCapture.Stores.AlphaRootStore","id":"b","params":{"room_id":5}}""", "join crashed")]
    public async Task Mount_WrongPayload_RepliesTheFirstThatIsWrong(string payload, string reason)
    {
        Server.Log.Allow(ServerErrors.StoreCrashed);
        await using var client = await Server.ConnectAsync();
        var other = await MountedRoot.MountAsync(client, Modules.Beta, "other");

        var reply = await JoinAsync(client, payload);

        Assert.Equal($$"""error {"reason":"{{reason}}"}""", reply.ToString());
        Assert.DoesNotContain(Conformance.Host.Stores.CrashRootStore.Secret, client.Transcript, StringComparison.Ordinal);
        Assert.Equal("ok", (await other.CommandAsync("echo", new { label = "alive" })).Status);
    }

    [Fact]
    public async Task Mount_WithoutParams_MeansNone()
    {
        await using var client = await Server.ConnectAsync();

        var reply = await JoinAsync(client, $$"""{"module":"{{Modules.Beta}}","id":"b"}""");

        Assert.Equal($$"""ok {"root_id":"{{Modules.Beta}}:b"}""", reply.ToString());
    }

    [Fact]
    public async Task Mount_IdWithColons_IsPartOfTheRootId()
    {
        await using var client = await Server.ConnectAsync();

        var root = await MountedRoot.MountAsync(client, Modules.Beta, "a:b:c", new { label = "x" });

        Assert.Equal("x", (string?)root.State["label"]);
    }

    [Fact]
    public async Task Mount_SameRootOnTwoSockets_AreTwoRoots()
    {
        await using var one = await Server.ConnectAsync();
        await using var two = await Server.ConnectAsync();
        var first = await MountedRoot.MountAsync(one, Modules.Beta, "same", new { label = "one" });
        var second = await MountedRoot.MountAsync(two, Modules.Beta, "same", new { label = "two" });

        await first.CommandAsync("rename", new { label = "changed" });
        await first.PatchAsync();
        await two.HeartbeatAsync();

        Assert.Equal("changed", (string?)first.State["label"]);
        Assert.Equal("two", (string?)second.State["label"]);
        Assert.False(two.Has(static _ => true));
    }

    [Fact]
    public async Task Mount_AfterACrashInMount_WorksOnTheSameTopic()
    {
        Server.Log.Allow(ServerErrors.StoreCrashed);
        await using var client = await Server.ConnectAsync();
        await client.Channel(MountedRoot.TopicOf(Modules.Crash, "c")).JoinAsync(new { module = Modules.Crash, id = "c", @params = new { @throw = true } });

        var root = await MountedRoot.MountAsync(client, Modules.Crash, "c");

        Assert.Equal(0, (int?)root.State["n"]);
    }

    private static Task<Reply> JoinAsync(PhoenixClient client, string payload)
    {
        var json = JsonNode.Parse(payload)!;
        return client.Channel($"musubi:connection:{json["module"] ?? "none"}:{json["id"] ?? "none"}").JoinAsync(json);
    }
}
