using Musubi.Integration.Tests.Servers;
using Musubi.TestKit.Documents;
using Musubi.TestKit.Phoenix;

namespace Musubi.Integration.Tests;

/// <summary>The connection form of mounting: one channel that many roots share. Source: docs/wire.md, section 2.</summary>
public sealed class ConnectionChannelTests(CoHostedServer server) : ServerTest<CoHostedServer>(server), IClassFixture<CoHostedServer>
{
    private const string Topic = "musubi:connection";

    [Fact]
    public async Task Mount_OnTheConnection_RepliesThenPatches()
    {
        await using var client = await Server.ConnectAsync();
        var channel = await JoinAsync(client);

        var document = await MountAsync(channel, Modules.Alpha, "a", new { room_id = "general" });

        Assert.Equal("general", (string?)document.State!["child"]!["label"]);
        Assert.Equal("connect-user", (string?)document.State["current_user"]);
    }

    [Fact]
    public async Task Command_OfOneRootAmongTwo_ChangesThatRoot()
    {
        await using var client = await Server.ConnectAsync();
        var channel = await JoinAsync(client);
        await MountAsync(channel, Modules.Beta, "one", new { label = "1" });
        var two = await MountAsync(channel, Modules.Beta, "two", new { label = "2" });

        var reply = await channel.AskAsync("command", new { root_id = $"{Modules.Beta}:two", store_id = Array.Empty<string>(), name = "rename", payload = new { label = "3" } });

        Assert.Equal("ok {}", reply.ToString());
        two.Apply((await channel.ExpectAsync("patch")).Payload!);
        Assert.Equal("3", (string?)two.State!["label"]);
    }

    [Fact]
    public async Task Mount_OfTheSamePairAgain_RepliesAlreadyMounted()
    {
        await using var client = await Server.ConnectAsync();
        var channel = await JoinAsync(client);
        await MountAsync(channel, Modules.Beta, "b", new { });

        var reply = await channel.AskAsync("mount", new { module = Modules.Beta, id = "b" });

        Assert.Equal(("error", "already_mounted", $"{Modules.Beta}:b"), (reply.Status, reply.Reason, (string?)reply.Response!["root_id"]));
    }

    [Fact]
    public async Task Unmount_MountedRoot_EndsThatRootAlone()
    {
        await using var client = await Server.ConnectAsync();
        var channel = await JoinAsync(client);
        await MountAsync(channel, Modules.Beta, "one", new { });
        await MountAsync(channel, Modules.Beta, "two", new { });

        Assert.Equal("ok {}", (await channel.AskAsync("unmount", new { root_id = $"{Modules.Beta}:one" })).ToString());

        Assert.Equal("""error {"reason":"unknown root"}""", (await EchoAsync(channel, "one")).ToString());
        Assert.Equal("""ok {"ok":true,"label":"x"}""", (await EchoAsync(channel, "two")).ToString());
        await MountAsync(channel, Modules.Beta, "one", new { });
    }

    [Theory]
    [InlineData("unauthorized", "unauthorized")]
    [InlineData("invalid_params", "params must be a map")]
    public async Task Join_DeniedByHandleJoin_RepliesTheReason(string deny, string reason)
    {
        await using var client = await Server.ConnectAsync();

        var reply = await client.Channel(Topic).JoinAsync(new { deny });

        Assert.Equal($$"""error {"reason":"{{reason}}"}""", reply.ToString());
    }

    [Theory]
    [InlineData(null, "b", "missing required field")]
    [InlineData(Modules.Beta, "", "missing root id")]
    [InlineData("Nope", "b", "unknown root")]
    public async Task Mount_WrongPayload_RepliesTheReason(string? module, string id, string reason)
    {
        await using var client = await Server.ConnectAsync();
        var channel = await JoinAsync(client);

        var reply = await channel.AskAsync("mount", new { module, id });

        Assert.Equal($$"""error {"reason":"{{reason}}"}""", reply.ToString());
    }

    [Fact]
    public async Task Leave_WithRootsMounted_RepliesThenCloses()
    {
        await using var client = await Server.ConnectAsync();
        var channel = await JoinAsync(client);
        await MountAsync(channel, Modules.Beta, "b", new { });

        await channel.LeaveAsync();
    }

    [Fact]
    public async Task Mount_BothFormsOnOneSocket_AreBothServed()
    {
        await using var client = await Server.ConnectAsync();
        var own = await MountedRoot.MountAsync(client, Modules.Beta, "own", new { label = "own" });
        var channel = await JoinAsync(client);
        var shared = await MountAsync(channel, Modules.Beta, "shared", new { label = "shared" });

        Assert.Equal(("own", "shared"), ((string?)own.State["label"], (string?)shared.State!["label"]));
    }

    private static async Task<PhoenixChannel> JoinAsync(PhoenixClient client)
    {
        var channel = client.Channel(Topic);
        Assert.Equal("ok", (await channel.JoinAsync(new { })).Status);
        return channel;
    }

    private static async Task<ClientDocument> MountAsync(PhoenixChannel channel, string module, string id, object mountParams)
    {
        var document = new ClientDocument($"{module}:{id}");
        var reply = await channel.AskAsync("mount", new { module, id, @params = mountParams });
        Assert.Equal($$"""ok {"root_id":"{{module}}:{{id}}"}""", reply.ToString());
        document.Apply((await channel.ExpectAsync("patch")).Payload!);
        return document;
    }

    private static Task<Reply> EchoAsync(PhoenixChannel channel, string id) =>
        channel.AskAsync("command", new { root_id = $"{Modules.Beta}:{id}", store_id = Array.Empty<string>(), name = "echo", payload = new { label = "x" } });
}
