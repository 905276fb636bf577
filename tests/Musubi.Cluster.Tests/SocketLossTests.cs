using Musubi.Cluster.Tests.Pages;
using Musubi.Cluster.Tests.Servers;

namespace Musubi.Cluster.Tests;

/// <summary>Sockets that are cut, and clients that sleep, with a click under way: each page goes on with its root, on another gateway than before. Source: docs/resume.md.</summary>
public sealed class SocketLossTests
{
    private const int Pages = 20;

    [Theory]
    [InlineData(ClusterStore.Redis)]
    [InlineData(ClusterStore.Postgres)]
    public async Task Socket_CutOrAsleepWithAClickUnderWay_LosesNoRootAndNoClick(ClusterStore store)
    {
        // Who sleeps is given up after one second in place of one minute, and is away for longer than that.
        await using var cluster = await ServerCluster.StartAsync(store, silos: 2, gateways: 2, "--Musubi:Gateway:SilenceTimeout=00:00:01");
        var pages = Enumerable.Range(0, Pages).Select(page => new ReturningPage(cluster, $"page-{page}", gateway: page % 2)).ToList();

        await Task.WhenAll(pages.Select(static async (page, number) =>
        {
            await page.MountAsync();
            await page.ClickOnceAsync();
            await (number < Pages / 2 ? page.ClickAndLoseSocketAsync() : page.ClickAndSleepAsync());

            // The same number again, on the page's next socket.
            await page.ClickOnceAsync();
            await page.ClickOnceAsync();
            await page.VerifyAsync();

            Assert.Equal(3, page.Clicks);
            Assert.True(page.Returns > 0, "The page kept its socket.");
            await page.DisposeAsync();
        }));
    }
}
