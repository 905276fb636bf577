using Microsoft.Extensions.DependencyInjection;
using Musubi.Integration.Tests.Servers;
using Musubi.TestKit.Phoenix;

namespace Musubi.Integration.Tests;

/// <summary>Messages published anywhere in the cluster reach every subscribed root. Source: docs/runtime.md, "Messages from outside".</summary>
public abstract class TopicTests<TServer>(TServer server) : ServerTest<TServer>(server)
    where TServer : TestServer
{
    [Fact]
    public async Task Publish_InOneConnection_ReachesBoth()
    {
        await using var one = await Server.ConnectAsync();
        await using var two = await Server.ConnectAsync();
        var publisher = await MountAsync(one, "news");
        var listener = await MountAsync(two, "news");

        foreach (var text in (string[])["first", "second"])
        {
            Assert.Equal("ok {}", (await publisher.CommandAsync("publish", new { topic = "news", text })).ToString());
            await publisher.UntilAsync(state => (string?)state["last"] == text);
            await listener.UntilAsync(state => (string?)state["last"] == text);
        }

        Assert.Equal((2, 2), ((int)publisher.State["count"]!, (int)listener.State["count"]!));
    }

    [Fact]
    public async Task Publish_ToAnotherTopic_ReachesItsSubscribersAlone()
    {
        await using var client = await Server.ConnectAsync();
        var here = await MountAsync(client, "here");
        var there = await MountAsync(client, "there");

        await here.CommandAsync("publish", new { topic = "there", text = "hello" });
        await there.UntilAsync(static state => (int)state["count"]! == 1);
        await here.CommandAsync("publish", new { topic = "here", text = "own" });
        await here.UntilAsync(static state => (int)state["count"]! == 1);

        Assert.Equal(("own", "hello"), ((string?)here.State["last"], (string?)there.State["last"]));
    }

    [Fact]
    public async Task Publish_AfterARootLeft_ReachesTheOthers()
    {
        await using var client = await Server.ConnectAsync();
        var leaver = await MountAsync(client, "leavers", "leaver");
        var stayer = await MountAsync(client, "leavers", "stayer");

        await leaver.Channel.LeaveAsync();
        await stayer.CommandAsync("publish", new { topic = "leavers", text = "gone?" });
        await stayer.UntilAsync(static state => (int)state["count"]! == 1);
        await client.HeartbeatAsync();

        Assert.False(client.Has(static _ => true));
    }

    [Fact]
    public async Task Publish_ToManyRoots_ReachesEachEveryTime()
    {
        await using var one = await Server.ConnectAsync();
        await using var two = await Server.ConnectAsync();
        var roots = new List<MountedRoot>();
        for (var i = 0; i < 30; i++)
        {
            roots.Add(await MountAsync(one, "many", $"many-{i}"));
            roots.Add(await MountAsync(two, "many", $"many-{i}"));
        }

        for (var i = 0; i < 5; i++)
        {
            await roots[i].CommandAsync("publish", new { topic = "many", text = $"{i}" });
        }

        foreach (var root in roots)
        {
            await root.UntilAsync(static state => (int)state["count"]! == 5);
        }
    }

    protected static Task<MountedRoot> MountAsync(PhoenixClient client, string topic, string? id = null) =>
        MountedRoot.MountAsync(client, Modules.Topic, id ?? topic, new { topic });
}

[Collection(nameof(OneProcess))]
public sealed class TopicCoHostedTests(CoHostedServer server) : TopicTests<CoHostedServer>(server)
{
    [Fact]
    public async Task Publish_FromTheServersOwnCode_ReachesTheRoot()
    {
        await using var client = await Server.ConnectAsync();
        var root = await MountAsync(client, "inside");

        await Server.Services.GetRequiredService<IGrainFactory>().PublishAsync("inside", "from the host");

        await root.UntilAsync(static state => (string?)state["last"] == "from the host");
    }
}

[Collection(nameof(TwoProcesses))]
public sealed class TopicTwoProcessTests(TwoProcessServer server) : TopicTests<TwoProcessServer>(server)
{
    [Fact]
    public async Task Publish_FromAnOrleansClientProcess_ReachesTheRoot()
    {
        await using var client = await Server.ConnectAsync();
        var root = await MountAsync(client, "outside");
        await using var publisher = await OrleansClient.ConnectAsync(Server, CancellationToken);

        await publisher.Grains.PublishAsync("outside", "from another process");

        await root.UntilAsync(static state => (string?)state["last"] == "from another process");
    }
}
