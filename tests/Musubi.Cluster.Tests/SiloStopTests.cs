using Musubi.Cluster.Tests.Pages;
using Musubi.Cluster.Tests.Servers;
using Musubi.TestKit.Phoenix;

namespace Musubi.Cluster.Tests;

/// <summary>Silos that are stopped, as a deploy stops them: their roots move, and no page notices more than a slow answer.</summary>
public sealed class SiloStopTests(ITestOutputHelper output)
{
    private const int Pages = 200;

    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(5);

    [Theory]
    [InlineData(ClusterStore.Redis)]
    [InlineData(ClusterStore.Postgres)]
    public async Task StopAndStart_TwoSilosInTurnUnderClickingPages_LosesNoRootAndNoClick(ClusterStore store)
    {
        await using var cluster = await ServerCluster.StartAsync(store, silos: 2, gateways: 2);

        var clients = new List<PhoenixClient>();
        var pages = new List<ClickingPage>();
        for (var page = 0; page < Pages; page++)
        {
            clients.Add(await cluster.ConnectAsync(gateway: page % 2));
            pages.Add(await ClickingPage.MountAsync(clients[^1], $"page-{page}"));
        }

        using var stop = new CancellationTokenSource();
        var clicking = Task.WhenAll(pages.Select(page => page.ClickAsync(stop.Token)));

        foreach (var silo in (int[])[0, 1])
        {
            await cluster.StopSiloAsync(silo);
            await cluster.StartSiloAsync(silo);
        }

        await stop.CancelAsync();
        await clicking;

        foreach (var page in pages)
        {
            await page.ClickOnceAsync();
        }

        output.WriteLine($"{pages.Sum(static page => page.Clicks)} clicks; the slowest answer took {pages.Max(static page => page.Slowest).TotalSeconds:F2} s.");
        Assert.All(pages, static page => Assert.True(page.Slowest < LongestAnswer, $"A click waited for {page.Slowest}."));
        foreach (var client in clients)
        {
            await client.DisposeAsync();
        }
    }
}
