using Musubi.Cluster.Tests.Pages;
using Musubi.Cluster.Tests.Servers;

namespace Musubi.Cluster.Tests;

/// <summary>Everything that can befall a cluster, at random moments under clicking pages: each answered click is there once. Source: docs/durable.md.</summary>
/// <remarks>A few of them here; as many as one likes by hand: README.md beside this.</remarks>
public sealed class ChaosTests(ITestOutputHelper output)
{
    private const int Pages = 20;

    /// <summary>The storage that a first run has, and all of them in a long one: what each of them does alone is tested in <see cref="StorageTests"/>.</summary>
    public static TheoryData<DurableStore> Stores => Seeded.IsLongRun ? [DurableStore.Sqlite, DurableStore.Postgres, DurableStore.Redis] : [DurableStore.Sqlite];

    private readonly Random _random = Seeded.Random(output);

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task Faults_DrawnByLot_LoseNoClickAndDoubleNone(DurableStore store)
    {
        var storage = await DurableStorage.StartAsync(store);
        await using var cluster = await ServerCluster.StartCuttableAsync(storage, silos: 2, gateways: 2);
        cluster.AllowDeaths();
        cluster.AllowDeclaredDead();
        cluster.AllowOutages();
        await using var pages = await ClickingPages.StartAsync(cluster, Pages, gateways: 2);
        var chaos = new Chaos(store, storage, cluster, pages, _random);

        var rounds = Seeded.Rounds(unlessTold: 2);
        for (var round = 1; round <= rounds; round++)
        {
            await pages.AtSomeMomentAsync(_random);
            await chaos.HappenAsync(fault => output.WriteLine($"{round}: {fault}"));
            await pages.ClickedAnewAsync();
        }

        await pages.VerifyAsync(output);
    }
}
