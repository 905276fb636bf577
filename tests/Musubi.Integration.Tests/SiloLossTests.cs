using Musubi.Integration.Tests.Servers;
using Musubi.TestKit.Phoenix;

namespace Musubi.Integration.Tests;

/// <summary>A silo that is killed takes its roots along; their clients are told, and mount again. Nobody else notices.</summary>
public sealed class SiloLossTests
{
    // How soon a gateway finds out that a root is gone: the defaults are meant for many roots, and for patience.
    private static readonly string[] Impatience = ["--Musubi:Gateway:SyncInterval=00:00:01", "--Musubi:ResponseTimeout=00:00:10"];

    [Fact]
    public async Task Kill_TheOnlySilo_ClientsMountAgainOnceOneIsBack()
    {
        await using var server = await StartAsync(silos: 1);
        await using var client = await server.ConnectAsync();
        var root = await MountedRoot.MountAsync(client, Modules.Crash, "c");

        await server.KillSiloAsync();
        await client.HeartbeatAsync();
        await server.StartSiloAsync();

        await ExpectCrashAsync(root);
        var again = await MountedRoot.MountAsync(client, Modules.Crash, "c");
        Assert.Equal("ok {}", (await again.CommandAsync("inc")).ToString());
        Assert.False(server.Gateway.HasExited);
    }

    [Fact]
    public async Task Kill_TheOnlySiloInTheMiddleOfACommand_EndsItInAnErrorAndNeverInSilence()
    {
        await using var server = await StartAsync(silos: 1);
        await using var client = await server.ConnectAsync();
        var root = await MountedRoot.MountAsync(client, Modules.Crash, "c");
        await root.SendAsync("hang", new { ms = 600_000 });
        await client.HeartbeatAsync();

        await server.KillSiloAsync();
        await server.StartSiloAsync();

        await ExpectCrashAsync(root);
        var again = await MountedRoot.MountAsync(client, Modules.Crash, "c");
        Assert.Equal("ok {}", (await again.CommandAsync("inc")).ToString());
    }

    [Fact]
    public async Task Kill_OneOfTwoSilos_CrashesItsRootsAndNoOther()
    {
        await using var server = await StartAsync(silos: 2);
        await using var orleans = await OrleansClient.ConnectAsync(server, TestContext.Current.CancellationToken);
        var management = orleans.Grains.GetGrain<IManagementGrain>(0);
        await using var client = await server.ConnectAsync();
        var roots = await MountOnBothAsync(client, management);
        var (first, second) = (roots[server.SiloPorts[0]], roots[server.SiloPorts[1]]);

        await server.KillSiloAsync(1);

        foreach (var root in second)
        {
            await ExpectCrashAsync(root);
            var again = await MountedRoot.MountAsync(client, Modules.Crash, IdOf(root));
            Assert.Equal("ok {}", (await again.CommandAsync("inc")).ToString());
        }

        foreach (var root in first)
        {
            Assert.Equal("ok {}", (await root.CommandAsync("inc")).ToString());
            await root.PatchAsync();
        }
    }

    private static async Task<TwoProcessServer> StartAsync(int silos)
    {
        var server = new TwoProcessServer(silos, Impatience);
        server.Log.Allow(ServerErrors.SiloLost);
        await server.InitializeAsync();
        return server;
    }

    /// <summary>Mounts until both silos have some, as Orleans places roots where it likes. Those that one has too many of are left.</summary>
    /// <returns>The roots by their silo's port.</returns>
    private static async Task<ILookup<int, MountedRoot>> MountOnBothAsync(PhoenixClient client, IManagementGrain management)
    {
        const int Some = 3;
        var roots = new List<MountedRoot>();
        for (var mounted = 0; ; mounted++)
        {
            var root = await MountedRoot.MountAsync(client, Modules.Crash, $"root-{mounted}");
            var grains = await management.GetDetailedGrainStatistics();
            var places = roots.Append(root).ToLookup(root => grains.Single(grain => grain.GrainId.Key.ToString()!.EndsWith($":{IdOf(root)}", StringComparison.Ordinal)).SiloAddress.Endpoint.Port);
            if (places.Single(place => place.Contains(root)).Count() > Some)
            {
                await root.Channel.LeaveAsync();
                continue;
            }

            roots.Add(root);
            if (places.Count == 2 && places.All(static place => place.Count() == Some))
            {
                return places;
            }
        }
    }

    private static string IdOf(MountedRoot root) => root.Channel.Topic.Split(':')[^1];

    /// <summary>A pending command may be answered first; what counts is that the channel ends in an error.</summary>
    private static async Task ExpectCrashAsync(MountedRoot root)
    {
        var frame = await root.Channel.NextAsync();
        while (frame.Event == "phx_reply")
        {
            frame = await root.Channel.NextAsync();
        }

        Assert.Equal(("phx_error", """{"reason":"channel_crash"}"""), (frame.Event, frame.Payload!.ToJsonString()));
    }
}
