using Musubi.Cluster.Tests.Pages;
using Musubi.Cluster.Tests.Servers;

namespace Musubi.Cluster.Tests;

/// <summary>Durable roots whose servers die under clicking pages: no acknowledged click is lost, and none is done twice. Source: docs/durable.md.</summary>
/// <remarks>Processes, signals and files are real. <c>MUSUBI_ROUNDS</c> and <c>MUSUBI_SEED</c> make a long run of it, or the same again.</remarks>
public sealed class DurableTests(ITestOutputHelper output)
{
    private const int Pages = 20;

    private readonly Random _random = Seeded.Random(output);

    [Theory]
    [InlineData(DurableStore.Sqlite)]
    [InlineData(DurableStore.Postgres)]
    [InlineData(DurableStore.Redis)]
    public async Task Silo_KilledAtRandomMoments_LosesNoClickAndDoublesNone(DurableStore store)
    {
        await using var cluster = await ServerCluster.StartAsync(await DurableStorage.StartAsync(store), silos: 2, gateways: 1);
        cluster.AllowDeaths();
        await using var pages = await ClickingPages.StartAsync(cluster, Pages, gateways: 1);

        var rounds = Seeded.Rounds(unlessTold: 2);
        for (var round = 0; round < rounds; round++)
        {
            var silo = _random.Next(2);
            await pages.AtSomeMomentAsync(_random);
            await cluster.KillSiloAsync(silo);
            await pages.ClickedAnewAsync();
            await cluster.StartSiloAsync(silo);
        }

        await pages.VerifyAsync(output);
    }

    [Fact]
    public async Task Everything_KilledAndStartedAgain_GivesEachPageItsRootBack()
    {
        await using var cluster = await ServerCluster.StartAsync(silos: 2, gateways: 2);
        cluster.AllowDeaths();
        await using var pages = await ClickingPages.StartAsync(cluster, Pages, gateways: 2);

        await pages.AtSomeMomentAsync(_random);
        await Task.WhenAll(cluster.KillSiloAsync(0), cluster.KillSiloAsync(1), cluster.KillGatewayAsync(0), cluster.KillGatewayAsync(1));
        await Task.WhenAll(cluster.StartSiloAsync(0), cluster.StartSiloAsync(1));
        await Task.WhenAll(cluster.StartGatewayAsync(0), cluster.StartGatewayAsync(1));
        await pages.ClickedAnewAsync();

        await pages.VerifyAsync(output);
    }

    [Fact]
    public async Task Silo_StandsStillAndGoesOn_WritesNothingOfWhatItMissed()
    {
        // Not over SQLite: a process that stands still in the middle of a write has the file's lock, and nobody else writes until it goes on or ends.
        await using var cluster = await ServerCluster.StartAsync(await DurableStorage.StartAsync(DurableStore.Redis), silos: 2, gateways: 1);
        cluster.AllowDeaths();
        cluster.AllowDeclaredDead();
        await using var pages = await ClickingPages.StartAsync(cluster, Pages, gateways: 1);

        await pages.AtSomeMomentAsync(_random);
        await cluster.PauseSiloAsync(0);
        await pages.ClickedAnewAsync();
        await cluster.ContinueSiloAsync(0);
        await pages.ClickedAnewAsync();

        await pages.VerifyAsync(output);
    }

    [Fact]
    public async Task Silos_RestartedInTurnWhileAGatewayDies_LosesNoClickAndDoublesNone()
    {
        await using var cluster = await ServerCluster.StartAsync(silos: 2, gateways: 2);
        cluster.AllowDeaths();
        await using var pages = await ClickingPages.StartAsync(cluster, Pages, gateways: 2);

        await cluster.StopSiloAsync(0);
        await pages.AtSomeMomentAsync(_random);
        await cluster.KillGatewayAsync(0);
        await cluster.StartSiloAsync(0);
        await cluster.StartGatewayAsync(0);
        await cluster.StopSiloAsync(1);
        await cluster.StartSiloAsync(1);
        await pages.ClickedAnewAsync();

        await pages.VerifyAsync(output);
    }
}
