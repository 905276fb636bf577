using Musubi.Cluster.Tests.Servers;
using Musubi.TestKit.Phoenix;

namespace Musubi.Cluster.Tests;

/// <summary>The last silo of a cluster stops, which is told to clients at once; a durable root comes back with the next silo.</summary>
public sealed class LastSiloTests
{
    private const string Fleeting = "Musubi.WireCapture.Stores.MemoryRootStore";
    private const string Durable = "Musubi.WireCapture.Stores.DurableRootStore";

    [Fact]
    public async Task Stop_TheLastSilo_TellsClientsBeforeItEndsAndLeavesDurableRootsToTheNext()
    {
        await using var cluster = await ServerCluster.StartAsync(silos: 1, gateways: 1);
        cluster.Log.Allow(static line => line.Category.StartsWith("Orleans.", StringComparison.Ordinal));
        await using var client = await cluster.ConnectAsync();
        var fleeting = await MountedRoot.MountAsync(client, Fleeting, "fleeting");
        var durable = await MountedRoot.MountAsync(client, Durable, "durable");
        foreach (var root in (MountedRoot[])[fleeting, durable])
        {
            Assert.Equal("ok {\"n\":1}", (await root.CommandAsync("add", new { by = 1 })).ToString());
            await root.PatchAsync();
        }

        var told = fleeting.Channel.ExpectAsync("phx_error");
        var stopping = cluster.StopSiloAsync(0);
        Assert.Same(told, await Task.WhenAny(told, stopping));
        await told;

        // It asks at once, as clients may, and is not given a root that ends in a moment.
        var again = MountAgainAsync(client);
        await stopping;
        await cluster.StartSiloAsync(0);

        Assert.Equal("ok {\"n\":2}", (await durable.CommandAsync("add", new { by = 1 })).ToString());
        await durable.PatchAsync();
        Assert.Equal("ok {\"n\":1}", (await (await again).CommandAsync("add", new { by = 1 })).ToString());
        Assert.False(client.Has(static frame => frame.Event == "phx_error"));
    }

    private static async Task<MountedRoot> MountAgainAsync(PhoenixClient client)
    {
        while (true)
        {
            try
            {
                return await MountedRoot.MountAsync(client, Fleeting, "again");
            }
            catch (Exception exception) when (exception.Message.Contains("unavailable", StringComparison.Ordinal))
            {
                // As long as there is no silo.
            }
        }
    }
}
