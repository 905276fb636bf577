using System.Globalization;
using Musubi.Cluster.Tests.Pages;
using Musubi.Cluster.Tests.Servers;

namespace Musubi.Cluster.Tests;

/// <summary>Durable roots whose servers die under clicking pages: no acknowledged click is lost, and none is done twice. Source: docs/durable.md.</summary>
/// <remarks>Processes, signals and files are real. <c>MUSUBI_ROUNDS</c> and <c>MUSUBI_SEED</c> make a long run of it, or the same again.</remarks>
public sealed class DurableTests(ITestOutputHelper output)
{
    private const int Pages = 20;

    private static int Rounds => int.Parse(Environment.GetEnvironmentVariable("MUSUBI_ROUNDS") ?? "4", CultureInfo.InvariantCulture);

    [Fact]
    public async Task Silo_KilledAtRandomMoments_LosesNoClickAndDoublesNone()
    {
        var random = NewRandom();
        await using var cluster = await ServerCluster.StartAsync(silos: 2, gateways: 1);
        AllowOrleans(cluster);
        await using var pages = await ClickingPages.StartAsync(cluster, Pages, gateways: 1);

        for (var round = 0; round < Rounds; round++)
        {
            var silo = random.Next(2);
            await pages.AtSomeMomentAsync(random);
            await cluster.KillSiloAsync(silo);
            await pages.ClickedAnewAsync();
            await cluster.StartSiloAsync(silo);
        }

        await pages.VerifyAsync(output);
    }

    [Fact]
    public async Task Everything_KilledAndStartedAgain_GivesEachPageItsRootBack()
    {
        var random = NewRandom();
        await using var cluster = await ServerCluster.StartAsync(silos: 2, gateways: 2);
        AllowOrleans(cluster);
        await using var pages = await ClickingPages.StartAsync(cluster, Pages, gateways: 2);

        await pages.AtSomeMomentAsync(random);
        await Task.WhenAll(cluster.KillSiloAsync(0), cluster.KillSiloAsync(1), cluster.KillGatewayAsync(0), cluster.KillGatewayAsync(1));
        await Task.WhenAll(cluster.StartSiloAsync(0), cluster.StartSiloAsync(1));
        await Task.WhenAll(cluster.StartGatewayAsync(0), cluster.StartGatewayAsync(1));
        await pages.ClickedAnewAsync();

        await pages.VerifyAsync(output);
    }

    [Fact]
    public async Task Silo_StandsStillAndGoesOn_WritesNothingOfWhatItMissed()
    {
        var random = NewRandom();
        await using var cluster = await ServerCluster.StartAsync(silos: 2, gateways: 1);
        AllowOrleans(cluster);

        // A silo that finds that it was declared dead ends with a stack trace.
        cluster.Log.Allow(static line => line.Category == "stderr");
        await using var pages = await ClickingPages.StartAsync(cluster, Pages, gateways: 1);

        await pages.AtSomeMomentAsync(random);
        await cluster.PauseSiloAsync(0);
        await pages.ClickedAnewAsync();
        await cluster.ContinueSiloAsync(0);
        await pages.ClickedAnewAsync();

        await pages.VerifyAsync(output);
    }

    [Fact]
    public async Task Silos_RestartedInTurnWhileAGatewayDies_LosesNoClickAndDoublesNone()
    {
        var random = NewRandom();
        await using var cluster = await ServerCluster.StartAsync(silos: 2, gateways: 2);
        AllowOrleans(cluster);
        await using var pages = await ClickingPages.StartAsync(cluster, Pages, gateways: 2);

        await cluster.StopSiloAsync(0);
        await pages.AtSomeMomentAsync(random);
        await cluster.KillGatewayAsync(0);
        await cluster.StartSiloAsync(0);
        await cluster.StartGatewayAsync(0);
        await cluster.StopSiloAsync(1);
        await cluster.StartSiloAsync(1);
        await pages.ClickedAnewAsync();

        await pages.VerifyAsync(output);
    }

    // A process that dies is Orleans' to complain of; what Musubi logs as an error fails the test.
    private static void AllowOrleans(ServerCluster cluster)
    {
        cluster.Log.Allow(static line => line.Category.StartsWith("Orleans.", StringComparison.Ordinal));
        cluster.Log.Allow(static line => line.Category == "Polly");
    }

    private Random NewRandom()
    {
        var seed = int.Parse(Environment.GetEnvironmentVariable("MUSUBI_SEED") ?? Random.Shared.Next().ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        output.WriteLine($"MUSUBI_SEED={seed}");
        return new Random(seed);
    }
}
