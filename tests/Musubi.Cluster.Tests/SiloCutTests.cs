using Musubi.Cluster.Tests.Pages;
using Musubi.Cluster.Tests.Servers;

namespace Musubi.Cluster.Tests;

/// <summary>Silos that do not hear each other, while the gateway and the storage hear both. Source: docs/durable.md, "How it is written".</summary>
public sealed class SiloCutTests(ITestOutputHelper output)
{
    private const int Pages = 10;

    private readonly Random _random = Seeded.Random(output);

    [Fact]
    public async Task Silos_CutFromEachOther_OneSurvivesAndHasEachAnsweredClickOnce()
    {
        await using var cluster = await ServerCluster.StartCuttableAsync(await DurableStorage.StartAsync(DurableStore.Sqlite), silos: 2, gateways: 1);
        cluster.AllowDeaths();
        cluster.AllowDeclaredDead();
        await using var pages = await ClickingPages.StartAsync(cluster, Pages, gateways: 1);
        await pages.AtSomeMomentAsync(_random);

        cluster.CutSilos();
        var dead = await cluster.AnySiloEndsAsync();
        await pages.ClickedAnewAsync();
        Assert.True(cluster.Runs(1 - dead));

        cluster.MendSilos();
        await cluster.StartSiloAsync(dead);
        await pages.ClickedAnewAsync();
        await pages.VerifyAsync(output);
    }
}
