using System.Diagnostics;
using System.Text.Json.Nodes;
using Musubi.Integration.Tests.Servers;
using Musubi.TestKit.Phoenix;

namespace Musubi.Integration.Tests;

/// <summary>A page that is busy is not a page that is broken: whatever comes while it is, its client has every item and every event, in order, once.</summary>
public abstract class BusyPageTests<TServer>(TServer server) : ServerTest<TServer>(server)
    where TServer : TestServer
{
    [Theory]
    [InlineData(100)]
    [InlineData(200)]
    [InlineData(2_000)]
    public async Task Command_ThatPublishesManyMessagesToItsOwnPage_LosesNone(int count)
    {
        for (var run = 0; run < (count > 1_000 ? 1 : 5); run++)
        {
            await using var client = await Server.ConnectAsync();
            var page = await BusyPage.MountAsync(client, $"own-{count}-{run}");

            await page.SendAsync("publish", new { from = 0, count, size = 10 });

            await page.ExpectAsync(count);
        }
    }

    [Fact]
    public async Task Command_ThatPublishesManyMessagesOfStateAlone_DoesNotStallItsPage()
    {
        await using var client = await Server.ConnectAsync();
        var page = await BusyPage.MountAsync(client, "state", new { topic = "state", plain = true });
        await page.SendAsync("publish", new { from = 0, count = 10, size = 0 });
        await page.UntilCountAsync(10);

        var watch = Stopwatch.StartNew();
        await page.SendAsync("publish", new { from = 0, count = 300, size = 0 });
        var longest = await page.UntilCountAsync(310);

        Assert.True(longest < TimeSpan.FromMilliseconds(450), $"nothing came for {longest} of {watch.Elapsed}");
    }

    [Fact]
    public async Task Handler_ThatIsSlowBesideABusyTopic_CostsItsOwnTimeAlone()
    {
        await using var client = await Server.ConnectAsync();
        await using var other = await Server.ConnectAsync();
        var page = await BusyPage.MountAsync(client, "slow-handler");
        var publisher = await BusyPage.MountAsync(other, "slow-handler-publisher", new { topic = "nobody" });

        await page.SendAsync("wait", new { milliseconds = 2_000 });
        var sent = await PublishAsync(publisher, "slow-handler", TimeSpan.FromSeconds(3));

        await page.ExpectAsync(sent);
    }

    [Fact]
    public async Task Mount_ThatIsSlowBesideABusyTopic_LosesNothingThatCameAfterItSubscribed()
    {
        await using var client = await Server.ConnectAsync();
        await using var other = await Server.ConnectAsync();
        var publisher = await BusyPage.MountAsync(other, "slow-mount-publisher", new { topic = "nobody" });
        var mounting = BusyPage.MountAsync(client, "slow-mount", new { topic = "slow-mount", wait = 1_500 });
        await Task.Delay(TimeSpan.FromMilliseconds(300), CancellationToken);

        var sent = await PublishAsync(publisher, "slow-mount", TimeSpan.FromSeconds(2));

        await (await mounting).ExpectAsync(sent);
    }

    [Fact]
    public async Task Push_LargerThanWhatIsKept_IsDeliveredLikeAnyOther()
    {
        await using var client = await Server.ConnectAsync();
        var page = await BusyPage.MountAsync(client, "large");

        for (var number = 0; number < 20; number++)
        {
            await page.SendAsync("publish", new { from = number, count = 1, size = 70_000 });
        }

        await page.ExpectAsync(20);
    }

    // As steadily as a topic of a hundred messages a second.
    private async Task<int> PublishAsync(BusyPage publisher, string topic, TimeSpan span)
    {
        var watch = Stopwatch.StartNew();
        var sent = 0;
        while (watch.Elapsed < span)
        {
            await publisher.CommandAsync("publish_to", new { topic, number = sent++ });
            await Task.Delay(TimeSpan.FromMilliseconds(8), CancellationToken);
        }

        return sent;
    }

    /// <summary>A busy root as its client sees it.</summary>
    private sealed class BusyPage(PhoenixClient client, PhoenixChannel channel)
    {
        private readonly List<int> _items = [];
        private readonly List<int> _events = [];
        private int _count;
        private long _version;

        public static async Task<BusyPage> MountAsync(PhoenixClient client, string id, object? mountParams = null)
        {
            var channel = client.Channel(MountedRoot.TopicOf(Modules.Busy, id));
            var reply = await channel.JoinAsync(new { module = Modules.Busy, id, @params = mountParams ?? new { topic = id } });
            Assert.Equal("ok", reply.Status);
            return new BusyPage(client, channel);
        }

        public Task<string> SendAsync(string name, object payload) => channel.PushAsync("command", new { store_id = Array.Empty<string>(), name, payload });

        public async Task CommandAsync(string name, object payload)
        {
            var reply = await channel.AskAsync("command", new { store_id = Array.Empty<string>(), name, payload });
            Assert.Equal("ok", reply.Status);
        }

        /// <summary>Takes frames until that many items are there: numbered from zero, in order, each once, and as events too.</summary>
        public async Task ExpectAsync(int count)
        {
            while (_items.Count < count)
            {
                await TakeAsync();
            }

            await client.HeartbeatAsync();
            Assert.Equal(Enumerable.Range(0, count), _items);
            Assert.Equal(Enumerable.Range(0, count), _events);
            Assert.Equal(count, _count);
        }

        /// <summary>Takes frames until the count is there.</summary>
        /// <returns>The longest time in which none came.</returns>
        public async Task<TimeSpan> UntilCountAsync(int count)
        {
            var longest = TimeSpan.Zero;
            while (_count < count)
            {
                var watch = Stopwatch.StartNew();
                await TakeAsync();
                longest = watch.Elapsed > longest ? watch.Elapsed : longest;
            }

            return longest;
        }

        private async Task TakeAsync()
        {
            var frame = await channel.NextAsync();
            if (frame.Event == "phx_reply")
            {
                Assert.Equal("ok", (string?)frame.Payload!["status"]);
                return;
            }

            Assert.Equal("patch", frame.Event);
            var patch = frame.Payload!;
            Assert.Equal(_version, (long)patch["base_version"]!);
            Assert.Equal(++_version, (long)patch["version"]!);
            foreach (var op in patch["ops"]!.AsArray())
            {
                _count = op!["value"] is JsonObject root ? (int)root["count"]! : (int)op["value"]!;
            }

            _items.AddRange(patch["stream_ops"]!.AsArray().Select(static op => (int)op!["item"]!["number"]!));
            _events.AddRange(patch["events"]!.AsArray().Select(static pushed => (int)pushed!["payload"]!["number"]!));
        }
    }
}

[Collection(nameof(OneProcess))]
public sealed class BusyPageCoHostedTests(CoHostedServer server) : BusyPageTests<CoHostedServer>(server);

[Collection(nameof(TwoProcesses))]
public sealed class BusyPageTwoProcessTests(TwoProcessServer server) : BusyPageTests<TwoProcessServer>(server);
