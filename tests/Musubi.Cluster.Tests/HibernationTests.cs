using System.Diagnostics;
using Musubi.Cluster.Tests.Servers;
using Musubi.TestKit.Phoenix;

namespace Musubi.Cluster.Tests;

/// <summary>Durable pages that sleep in their storage while their clients look at them. Source: docs/durable.md, "A page that is idle".</summary>
public sealed class HibernationTests(ITestOutputHelper output)
{
    private const int Pages = 40;
    private const string Durable = "Musubi.WireCapture.Stores.DurableTopicRootStore";
    private const string Topic = "Musubi.WireCapture.Stores.TopicRootStore";

    // Of the silo's word, and what a loaded machine takes on top.
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    [Fact]
    public async Task Silo_KilledThatHearsForSleepingPages_IsReplacedWithinOneLease()
    {
        var storage = new SqliteStorage(disk: null);
        await using var cluster = await StartAsync(storage);
        cluster.AllowDeaths();
        await using var client = await cluster.ConnectAsync();
        var pages = await MountAsync(client, storage);

        await cluster.KillSiloAsync(0);
        var killed = Stopwatch.GetTimestamp();
        var publisher = await MountedRoot.MountAsync(client, Topic, "publisher", new { topic = "nobody's" });
        var hearing = Task.WhenAll(pages.Select(static page => page.UntilAsync(static state => (int)state["count"]! > 0)));
        while (!hearing.IsCompleted)
        {
            await publisher.CommandAsync("publish", new { topic = "news", text = "new" });
            await Task.WhenAny(hearing, Task.Delay(Pause, TestContext.Current.CancellationToken));
        }

        await hearing;
        var took = Stopwatch.GetElapsedTime(killed);
        var told = pages.Count(static page => (int)page.State["missed"]! == 1);
        output.WriteLine($"After {took.TotalSeconds:F1} s all of {Pages} pages have heard; {told} slept on the silo that died.");
        Assert.InRange(took, TimeSpan.Zero, Lease + Slack);
        Assert.InRange(told, 1, Pages - 1);
    }

    [Fact]
    public async Task Command_ToASleepingPage_IsAnsweredByItsRootAsItWas()
    {
        var storage = new SqliteStorage(disk: null);
        await using var cluster = await StartAsync(storage);
        await using var client = await cluster.ConnectAsync();
        var pages = await MountAsync(client, storage);

        var asleep = await TimedAsync(pages);
        var awake = await TimedAsync(pages);

        output.WriteLine($"p50 of a command that wakes its root: {asleep.TotalMilliseconds:F2} ms; of the next one: {awake.TotalMilliseconds:F2} ms.");
    }

    private static async Task<TimeSpan> TimedAsync(IReadOnlyList<MountedRoot> pages)
    {
        var times = new List<TimeSpan>();
        foreach (var page in pages)
        {
            var sent = Stopwatch.GetTimestamp();
            var reply = await page.CommandAsync("look");
            times.Add(Stopwatch.GetElapsedTime(sent));
            Assert.Equal("""ok {"count":0,"missed":0}""", reply.ToString());
        }

        return times.Order().ElementAt(times.Count / 2);
    }

    private static Task<ServerCluster> StartAsync(SqliteStorage storage) =>
        ServerCluster.StartAsync(storage, silos: 2, gateways: 1, "--Musubi:Silo:HibernateAfter=00:00:06", "--Musubi:Gateway:SyncInterval=00:00:01");

    // All asleep: a page that was only looked at is written when it falls asleep, and not before.
    private static async Task<IReadOnlyList<MountedRoot>> MountAsync(PhoenixClient client, SqliteStorage storage)
    {
        var pages = new List<MountedRoot>();
        for (var page = 0; page < Pages; page++)
        {
            pages.Add(await MountedRoot.MountAsync(client, Durable, $"page-{page}", new { topic = "news" }));
        }

        Assert.Equal(0, await storage.CountAsync());
        while (await storage.CountAsync() < Pages)
        {
            await Task.Delay(Pause, TestContext.Current.CancellationToken);
        }

        return pages;
    }
}
