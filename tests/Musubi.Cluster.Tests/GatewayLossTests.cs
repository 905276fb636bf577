using System.Globalization;
using Musubi.Cluster.Tests.Pages;
using Musubi.Cluster.Tests.Servers;
using Musubi.TestKit.Phoenix;

namespace Musubi.Cluster.Tests;

/// <summary>Gateways that die or are stopped under clicking pages: each page goes on with its root on the other one. Source: docs/resume.md.</summary>
public sealed class GatewayLossTests(ITestOutputHelper output)
{
    private const int Pages = 50;
    private const int MaxWarnings = 10;
    private const string LetGo = " roots were let go";

    [Theory]
    [InlineData(ClusterStore.Redis, true)]
    [InlineData(ClusterStore.Redis, false)]
    [InlineData(ClusterStore.Postgres, true)]
    [InlineData(ClusterStore.Postgres, false)]
    public async Task Gateway_KilledOrStoppedUnderClickingPages_LosesNoRootAndNoClick(ClusterStore store, bool killed)
    {
        await using var cluster = await ServerCluster.StartAsync(store, silos: 2, gateways: 2);
        var pages = Enumerable.Range(0, Pages).Select(page => new ReturningPage(cluster, $"page-{page}", gateway: 0)).ToList();
        foreach (var page in pages)
        {
            await page.MountAsync();
        }

        using var stop = new CancellationTokenSource();
        var clicking = pages.Select(page => page.ClickAsync(stop.Token)).ToArray();
        await Task.WhenAll(pages.Select(static page => page.Clicked));

        await (killed ? cluster.KillGatewayAsync(0) : cluster.StopGatewayAsync(0));
        await Task.WhenAny([.. clicking, Task.WhenAll(pages.Select(static page => page.Returned))]);

        await stop.CancelAsync();
        await Task.WhenAll(clicking);
        foreach (var page in pages)
        {
            await page.ClickOnceAsync();
            await page.VerifyAsync();
        }

        output.WriteLine($"{pages.Sum(static page => page.Clicks)} clicks; the slowest answer took {pages.Max(static page => page.Slowest).TotalSeconds:F2} s.");
        Assert.All(pages, static page => Assert.Equal(1, page.Returns));
        foreach (var page in pages)
        {
            await page.DisposeAsync();
        }
    }

    [Fact]
    public async Task Gateway_KilledUnderIdlePages_HasItsRootsLetGoAtOnce()
    {
        // Orleans looks for lost clients that often, and each silo remembers one for as long.
        await using var cluster = await ServerCluster.StartAsync(silos: 2, gateways: 2, "--Musubi:ClientDropTimeout=00:00:02");
        var returning = Enumerable.Range(0, Pages).Select(page => new ReturningPage(cluster, $"page-{page}", gateway: 0)).ToList();
        var others = new List<PhoenixClient>();
        foreach (var page in returning)
        {
            await page.MountAsync();
            others.Add(await cluster.ConnectAsync());
            await ClickingPage.MountAsync(others[^1], $"other-{others.Count}");
        }

        await cluster.KillGatewayAsync(0);

        var lines = await Task.WhenAll(cluster.SiloLogsAsync(0, LetGo), cluster.SiloLogsAsync(1, LetGo));
        Assert.Equal(2 * Pages, lines.Sum(static line => int.Parse(line.AsSpan(0, line.IndexOf(' ', StringComparison.Ordinal)), CultureInfo.InvariantCulture)));
        foreach (var page in returning)
        {
            await page.ClickOnceAsync();
            await page.VerifyAsync();
            await page.DisposeAsync();
        }

        Assert.All(returning, static page => Assert.Equal(1, page.Returns));
        Assert.True(cluster.Log.Warnings.Count <= MaxWarnings, string.Join('\n', cluster.Log.Warnings));
        foreach (var other in others)
        {
            await other.DisposeAsync();
        }
    }

    [Fact]
    public async Task Silos_RestartedInTurnWhileAGatewayDies_LosesNoRootAndNoClick()
    {
        await using var cluster = await ServerCluster.StartAsync(silos: 2, gateways: 2);
        var pages = Enumerable.Range(0, Pages).Select(page => new ReturningPage(cluster, $"page-{page}", gateway: page % 2)).ToList();
        foreach (var page in pages)
        {
            await page.MountAsync();
        }

        using var stop = new CancellationTokenSource();
        var clicking = pages.Select(page => page.ClickAsync(stop.Token)).ToArray();
        await cluster.StopSiloAsync(0);
        await cluster.KillGatewayAsync(0);
        await cluster.StartSiloAsync(0);
        await cluster.StopSiloAsync(1);
        await cluster.StartSiloAsync(1);
        await Task.WhenAny([.. clicking, Task.WhenAll(pages.Where(static (_, page) => page % 2 == 0).Select(static page => page.Returned))]);

        await stop.CancelAsync();
        await Task.WhenAll(clicking);
        foreach (var page in pages)
        {
            await page.ClickOnceAsync();
            await page.VerifyAsync();
            await page.DisposeAsync();
        }

        output.WriteLine($"{pages.Sum(static page => page.Clicks)} clicks; the slowest answer took {pages.Max(static page => page.Slowest).TotalSeconds:F2} s.");
    }
}
