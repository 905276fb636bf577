using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Musubi.Durable;
using Musubi.Grains.Durable;
using Musubi.Grains.Stores;
using Orleans.Serialization;
using Orleans.TestingHost;

namespace Musubi.Grains.Tests.Durable;

/// <summary>State that a released format wrote is read by today's code. Source: docs/durable.md, "Changing a store".</summary>
public sealed class GoldenTests(GoldenTests.Cluster cluster) : IClassFixture<GoldenTests.Cluster>
{
    public static TheoryData<string> Versions => [.. Golden.Versions];

    [Theory]
    [MemberData(nameof(Versions))]
    public void Files_OfAReleasedFormat_HoldWhatTheyDid(string version)
    {
        var golden = new Golden(version);

        Assert.Equal(golden.HeldThen, Golden.Describe(cluster.Codec.Read(golden.Stored)));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Root_OfAReleasedFormat_GoesOn(string version)
    {
        var golden = new Golden(version);
        var mount = cluster.Codec.Read(golden.Stored);
        var page = new StoredPage("Golden", mount.Root.Stores[0].Socket.Root.Root.Id, mount.MountId);
        await cluster.Keep(page.Key, golden.Stored);

        var state = await page.TakeAsync(cluster.Client);
        Assert.Equal(3, (int)state["clicks"]!);
        Assert.Equal("""{"name":"tea","count":2,"inner":{"name":"leaf","count":1,"inner":null}}""", state["item"]!.ToJsonString());
        Assert.Equal("""{"b":1.50}""", (string)state["json"]!);
        Assert.Equal(["child 1", "child 2", "child 3"], state["children"]!.AsArray().Select(static child => (string)child!["text"]!));

        // It was answered before it was kept, and is not run again.
        Assert.Equal("""{"clicks":3}"""u8.ToArray(), (await page.CommandAsync(cluster.Client, "click", cid: 3)).Reply.ToArray());
        Assert.Equal("""{"clicks":4}"""u8.ToArray(), (await page.CommandAsync(cluster.Client, "click", cid: 4)).Reply.ToArray());

        // Its timer was due long ago, and its task ran nowhere any more.
        JsonNode after;
        do
        {
            after = await page.TakeAsync(cluster.Client);
        }
        while ((string)after["heard"]! != "later" || (string)after["ended"]! != "slow: interrupted");
    }

    [Fact]
    public async Task Types_ThatAreWrittenToday_AreThoseOfTheNewestFiles()
    {
        if (Golden.Wanted is { } wanted)
        {
            await WriteAsync(wanted);
        }

        var then = new Golden(Golden.Versions[^1]).TypesThen;

        // A member that was added: write files of it beside the others, as Golden says. One that went or has another number or type: what is stored would be lost, so it is to stay.
        Assert.Equal(then, DurableTypes.Describe());
    }

    private async Task WriteAsync(string version)
    {
        // Each version's root has a key of its own, since one storage gets them all.
        var page = new StoredPage("Golden", version);
        await page.MountAsync(cluster.Client);
        await page.CommandAsync(cluster.Client, "later");
        await cluster.AllowUploadAsync(page.Key);
        for (var cid = 1; cid <= 3; cid++)
        {
            await page.CommandAsync(cluster.Client, "click", cid: cid);
        }

        await page.CommandAsync(cluster.Client, "receive");
        var stored = (await cluster.Log.LoadAsync(page.Key, TestContext.Current.CancellationToken))!;
        await Golden.WriteAsync(version, stored, cluster.Codec.Read(stored));
    }

    [Root<GoldenStore>]
    public sealed class GoldenSocket : MusubiSocket;

    public sealed class Cluster : IAsyncLifetime
    {
        private readonly InProcessTestCluster _cluster;

        public Cluster()
        {
            var builder = new InProcessTestClusterBuilder(initialSilosCount: 1);
            builder.ConfigureSilo((_, silo) =>
            {
                silo.AddMusubi<GoldenSocket>();
                silo.Services.AddSingleton<IRootLog>(Log);
            });
            _cluster = builder.Build();
        }

        internal MemoryRootLog Log { get; } = new(TimeProvider.System);

        internal MountCodec Codec => new(_cluster.Silos[0].ServiceProvider.GetRequiredService<Serializer>());

        public IClusterClient Client => _cluster.Client;

        public async Task AllowUploadAsync(string key) =>
            Assert.Equal(UploadOutcome.Handled, (await Client.GetGrain<IStoreGrain>(key).AllowUpload(new AllowUploadRequest(1, 1, StoreId.Root, "papers", [new AnnouncedFile("a", "a.txt", 3, "text/plain")]))).Outcome);

        /// <summary>Puts a root into the storage.</summary>
        public async Task Keep(string key, StoredRoot stored)
        {
            var epoch = RootEpoch.After(0);
            await Append(0, 1, stored.Snapshot, isSnapshot: true);
            for (var i = 0; i < stored.Records.Length; i++)
            {
                await Append(epoch, i + 2, stored.Records[i], isSnapshot: false);
            }

            async Task Append(long after, long sequence, ReadOnlyMemory<byte> data, bool isSnapshot) => Assert.Equal(
                [AppendOutcome.Accepted],
                await Log.AppendAsync([new RootAppend(key, after, epoch, sequence, isSnapshot, data, TimeSpan.FromHours(1))], TestContext.Current.CancellationToken));
        }

        public async ValueTask InitializeAsync() => await _cluster.DeployAsync();

        public async ValueTask DisposeAsync() => await _cluster.DisposeAsync();
    }
}
