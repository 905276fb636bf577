using Musubi.Cluster.Tests.Pages;
using Musubi.Cluster.Tests.Servers;

namespace Musubi.Cluster.Tests;

/// <summary>What can befall a cluster of two silos and two gateways, drawn by lot. Each ends with everything running again, and nothing waits for the pages before that.</summary>
/// <remarks>But for a silo that stands still, which <see cref="DurableTests"/> has: whether the cluster takes it for dead depends on whether it has any root, and after other faults it may have none.</remarks>
internal sealed class Chaos(DurableStore store, DurableStorage storage, ServerCluster cluster, ClickingPages pages, Random random)
{
    private static readonly string[] Moments = ["before-append", "after-append", "before-load", "after-load"];

    /// <summary>Draws one, and lets it happen.</summary>
    /// <param name="tell">Is told which, before it happens.</param>
    public Task HappenAsync(Action<string> tell)
    {
        List<(string Name, Func<Task> Happen)> faults =
        [
            ("a silo is killed", SiloIsKilledAsync),
            ("a silo is stopped", SiloIsStoppedAsync),
            ("the silos are cut from each other", SilosAreCutAsync),
            ("a silo dies in a call of the storage", SiloDiesInACallAsync),
            ("a gateway is killed", GatewayIsKilledAsync),
            ("everything is killed", EverythingIsKilledAsync),
            ("the storage hangs", StorageHangsAsync),
            ("the storage hangs and a silo is killed", StorageHangsAndASiloIsKilledAsync),
        ];
        if (store != DurableStore.Sqlite)
        {
            faults.Add(("the storage is killed", StorageIsKilledAsync));
            faults.Add(("the storage is stopped", StorageIsStoppedAsync));
        }

        var (name, happen) = faults[random.Next(faults.Count)];
        tell(name);
        return happen();
    }

    private async Task SiloIsKilledAsync()
    {
        var silo = random.Next(2);
        await cluster.KillSiloAsync(silo);
        await pages.ClickedAnewAsync();
        await cluster.StartSiloAsync(silo);
    }

    private async Task SiloIsStoppedAsync()
    {
        var silo = random.Next(2);
        await cluster.StopSiloAsync(silo);
        await cluster.StartSiloAsync(silo);
    }

    private async Task SilosAreCutAsync()
    {
        cluster.CutSilos();
        var dead = await cluster.AnySiloEndsAsync();
        await pages.ClickedAnewAsync();
        cluster.MendSilos();
        await cluster.StartSiloAsync(dead);
    }

    // The one that lives is killed too, so that the pages come to the one that dies.
    private async Task SiloDiesInACallAsync()
    {
        var silo = random.Next(2);
        await cluster.KillSiloAsync(silo);
        await cluster.StartSiloAsync(silo, $"--Musubi:Dies={Moments[random.Next(Moments.Length)]}:{random.Next(1, 10)}");
        await cluster.KillSiloAsync(1 - silo);
        await cluster.SiloEndsAsync(silo);
        await Task.WhenAll(cluster.StartSiloAsync(0), cluster.StartSiloAsync(1));
    }

    private async Task GatewayIsKilledAsync()
    {
        var gateway = random.Next(2);
        await cluster.KillGatewayAsync(gateway);
        await pages.ClickedAnewAsync();
        await cluster.StartGatewayAsync(gateway);
    }

    private async Task EverythingIsKilledAsync()
    {
        await Task.WhenAll(cluster.KillSiloAsync(0), cluster.KillSiloAsync(1), cluster.KillGatewayAsync(0), cluster.KillGatewayAsync(1));
        await Task.WhenAll(cluster.StartSiloAsync(0), cluster.StartSiloAsync(1));
        await Task.WhenAll(cluster.StartGatewayAsync(0), cluster.StartGatewayAsync(1));
    }

    private async Task StorageHangsAsync()
    {
        await storage.PauseAsync();
        await pages.RefusedAsync();
        await storage.ContinueAsync();
    }

    private async Task StorageHangsAndASiloIsKilledAsync()
    {
        var silo = random.Next(2);
        await storage.PauseAsync();
        await cluster.KillSiloAsync(silo);
        await pages.RefusedAsync();
        await storage.ContinueAsync();
        await cluster.StartSiloAsync(silo);
    }

    private async Task StorageIsKilledAsync()
    {
        await storage.KillAsync();
        await storage.StartAsync();
    }

    private async Task StorageIsStoppedAsync()
    {
        await storage.StopAsync();
        await pages.RefusedAsync();
        await storage.StartAsync();
    }
}
