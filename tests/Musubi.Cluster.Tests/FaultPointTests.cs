using Musubi.Cluster.Tests.Pages;
using Musubi.Cluster.Tests.Servers;

namespace Musubi.Cluster.Tests;

/// <summary>A silo that dies at the worst moments: the clicks that were on their way are answered, each once, by the silo that comes after. Source: docs/durable.md.</summary>
public sealed class FaultPointTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public async Task Silo_DiesInACallOfTheStorage_AnswersTheClicksOnceAfterwards(int atOnce)
    {
        await using var cluster = await ServerCluster.StartAsync(await DurableStorage.StartAsync(DurableStore.Sqlite), silos: 1, gateways: 1);
        cluster.AllowDeaths();
        await using var pages = await ClickingPages.StartAsync(cluster, count: 3, gateways: 1, atOnce);
        await pages.ClickedAnewAsync();

        // The pages come back to it, clicks that wait behind one another make one append, and it dies at its seventh append, or when it brings back the second of them.
        foreach (var moment in (string[])["before-append:7", "after-append:7", "before-load:2", "after-load:2"])
        {
            output.WriteLine(moment);
            await cluster.KillSiloAsync(0);
            await cluster.StartSiloAsync(0, $"--Musubi:Dies={moment}");
            await cluster.SiloEndsAsync(0);
            await cluster.StartSiloAsync(0);
            await pages.ClickedAnewAsync();
        }

        await pages.VerifyAsync(output);
    }
}
