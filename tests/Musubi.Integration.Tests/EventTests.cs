using Musubi.Integration.Tests.Servers;
using Musubi.TestKit.Frames;
using Musubi.TestKit.Phoenix;

namespace Musubi.Integration.Tests;

/// <summary>Push events: sent once, never replayed. Source: docs/wire.md, "events".</summary>
public abstract class EventTests<TServer>(TServer server) : ServerTest<TServer>(server)
    where TServer : TestServer
{
    [Fact]
    public async Task Notify_SeveralTimes_IsAnEnvelopeEach()
    {
        await using var client = await Server.ConnectAsync();

        await FrameReplay.RunAsync(
            Scenario.Mount(Modules.Event, """{"__musubi_store_id__":[],"title":"events"}""")
                .Command("notify", """{"msg":"saved"}""").Patch(events: """[{"name":"toast","payload":{"msg":"saved"},"store_id":[]}]""")
                .Command("notify", """{"msg":"saved"}""").Patch(events: """[{"name":"toast","payload":{"msg":"saved"},"store_id":[]}]""")
                .Command("notify", """{"msg":"\"ü\u0000"}""").Patch(events: """[{"name":"toast","payload":{"msg":"\"ü\u0000"},"store_id":[]}]""").Fixture,
            client);
    }

    [Fact]
    public async Task Mount_AfterAnEvent_DoesNotRepeatIt()
    {
        await using var client = await Server.ConnectAsync();
        var root = await MountedRoot.MountAsync(client, Modules.Event, "e");
        await root.CommandAsync("notify", new { msg = "once" });
        await root.PatchAsync();

        await root.Channel.LeaveAsync();
        await root.Channel.JoinAsync(new { module = Modules.Event, id = "e" });

        Assert.Empty((await root.Channel.ExpectAsync("patch")).Payload!["events"]!.AsArray());
        await client.HeartbeatAsync();
        Assert.False(client.Has(static _ => true));
    }

    [Fact]
    public async Task Notify_OneOfTwoRoots_IsHeardThereAlone()
    {
        await using var client = await Server.ConnectAsync();
        var one = await MountedRoot.MountAsync(client, Modules.Event, "one");
        await MountedRoot.MountAsync(client, Modules.Event, "two");

        await one.CommandAsync("notify", new { msg = "here" });

        Assert.Equal("here", (string?)(await one.PatchAsync())["events"]![0]!["payload"]!["msg"]);
        await client.HeartbeatAsync();
        Assert.False(client.Has(static _ => true));
    }
}

[Collection(nameof(OneProcess))]
public sealed class EventCoHostedTests(CoHostedServer server) : EventTests<CoHostedServer>(server);

[Collection(nameof(TwoProcesses))]
public sealed class EventTwoProcessTests(TwoProcessServer server) : EventTests<TwoProcessServer>(server);
