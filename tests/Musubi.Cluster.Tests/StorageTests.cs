using Musubi.Cluster.Tests.Pages;
using Musubi.Cluster.Tests.Servers;

namespace Musubi.Cluster.Tests;

/// <summary>What befalls the storage of durable roots under clicking pages: nothing is acknowledged that is not there afterwards, and who needs no storage notices nothing. Source: docs/durable.md.</summary>
public sealed class StorageTests(ITestOutputHelper output)
{
    private const int Pages = 10;

    private readonly Random _random = Seeded.Random(output);

    // One after the other under the same pages, as a cluster's start takes longer than what is looked at.
    [Theory]
    [InlineData(DurableStore.Postgres)]
    [InlineData(DurableStore.Redis)]
    public Task Storage_StoppedKilledAndHungInTurn_HasEachAnsweredClickOnce(DurableStore store) => UnderPagesAsync(
        store,
        disk: null,
        (static storage => storage.StopAsync(), static storage => storage.StartAsync()),
        (static storage => storage.KillAsync(), static storage => storage.StartAsync()),
        (static storage => storage.PauseAsync(), static storage => storage.ContinueAsync()));

    [Fact]
    public Task Storage_FileThatAnotherProcessHolds_HasEachAnsweredClickOnce() =>
        UnderPagesAsync(DurableStore.Sqlite, disk: null, (static storage => storage.PauseAsync(), static storage => storage.ContinueAsync()));

    [Theory]
    [InlineData(DurableStore.Sqlite)]
    [InlineData(DurableStore.Postgres)]
    [InlineData(DurableStore.Redis)]
    public async Task Disk_FullAndFreeAgain_HasEachAnsweredClickOnce(DurableStore store)
    {
        await using var disk = await SmallDisk.MountAsync(megabytes: 128);
        await UnderPagesAsync(store, disk, (_ => disk.FillAsync(), storage =>
        {
            // A server that could not write its log has ended, as it should, and is started again by whoever made room.
            disk.Free();
            return storage.StartAsync();
        }));
    }

    [Theory]
    [InlineData(DurableStore.Postgres)]
    [InlineData(DurableStore.Redis)]
    public async Task Primary_KilledAndItsReplicaPromoted_HasEachAnsweredClickOnce(DurableStore store)
    {
        var storage = await DurableStorage.StartReplicatedAsync(store);
        await using var cluster = await ServerCluster.StartAsync(storage, silos: 2, gateways: 1);
        cluster.AllowOutages();
        await using var pages = await ClickingPages.StartAsync(cluster, Pages, gateways: 1);

        await pages.AtSomeMomentAsync(_random);
        await storage.FailOverAsync();
        await pages.ClickedAnewAsync();

        await pages.VerifyAsync(output);
    }

    private async Task UnderPagesAsync(DurableStore store, SmallDisk? disk, params (Func<DurableStorage, Task> Fail, Func<DurableStorage, Task> Heal)[] outages)
    {
        var storage = await DurableStorage.StartAsync(store, disk);
        await using var cluster = await ServerCluster.StartAsync(storage, silos: 2, gateways: 1);
        cluster.AllowOutages();
        await using var bystanders = await Bystanders.StartAsync(cluster);
        await using var pages = await ClickingPages.StartAsync(cluster, Pages, gateways: 1);

        foreach (var (fail, heal) in outages)
        {
            await pages.AtSomeMomentAsync(_random);
            await fail(storage);
            await pages.RefusedAsync();
            output.WriteLine($"Without the storage, others were answered within {(await bystanders.ClickAsync()).TotalSeconds:F2} s.");
            await heal(storage);
            await pages.ClickedAnewAsync();
        }

        await bystanders.VerifyAsync();
        await pages.VerifyAsync(output);
    }
}
