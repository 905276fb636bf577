using System.Globalization;
using Musubi.Conformance.Host;
using Musubi.TestKit.Logs;
using Musubi.TestKit.Phoenix;
using Musubi.TestKit.Processes;

namespace Musubi.Cluster.Tests.Servers;

/// <summary>The conformance host as silos and gateways, each a process of its own, that find each other in a real Redis or PostgreSQL.</summary>
internal sealed class ServerCluster : IAsyncDisposable
{
    private readonly MeetingPlace _meeting;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("musubi-cluster-");
    private readonly string _id = Guid.NewGuid().ToString("N");
    private readonly int[] _siloPorts;
    private readonly int[] _clientPorts;
    private readonly string[] _settings;
    private readonly ServerProcess?[] _silos;
    private readonly ServerProcess?[] _gateways;
    private readonly Uri[] _addresses;

    private ServerCluster(MeetingPlace meeting, int silos, int gateways, string[] settings)
    {
        _meeting = meeting;
        var ports = FreePorts.Take(2 * silos);
        (_siloPorts, _clientPorts) = (ports[..silos], ports[silos..]);
        _settings = settings;
        _silos = new ServerProcess?[silos];
        _gateways = new ServerProcess?[gateways];
        _addresses = new Uri[gateways];
        Log.Allow(static line => TalkingToOthers.Any(part => line.Category.StartsWith(part, StringComparison.Ordinal)));
    }

    // The parts of Orleans that talk to other processes. What they log as an error when one is gone in the middle of it is retried by Orleans or by us; that nothing was lost is what the
    // tests show. Errors of any other part of Orleans, and of Musubi's own, still fail a test.
    private static readonly string[] TalkingToOthers =
    [
        "Orleans.Messaging", "Orleans.Runtime.GrainCallCancellationManager", "Orleans.Runtime.GrainDirectory.", "Orleans.Runtime.MembershipService.", "Orleans.Runtime.Messaging.", "Orleans.Runtime.Placement.",
    ];

    /// <summary>What all processes log.</summary>
    public ServerLog Log { get; } = new();

    /// <summary>The ports where the silos hear each other, by which Orleans names them.</summary>
    public IReadOnlyList<int> SiloPorts => _siloPorts;

    /// <summary>Starts all processes; they find each other in a Redis.</summary>
    /// <inheritdoc cref="StartAsync(ClusterStore, int, int, string[])"/>
    public static Task<ServerCluster> StartAsync(int silos, int gateways, params string[] settings) => StartAsync(ClusterStore.Redis, silos, gateways, settings);

    /// <summary>Starts all processes.</summary>
    /// <param name="store">Where they find each other.</param>
    /// <param name="silos">How many silos.</param>
    /// <param name="gateways">How many gateways.</param>
    /// <param name="settings">Settings of all of them, as they stand on a command line.</param>
    public static async Task<ServerCluster> StartAsync(ClusterStore store, int silos, int gateways, params string[] settings)
    {
        var cluster = new ServerCluster(await MeetingPlace.StartAsync(store), silos, gateways, settings);
        try
        {
            for (var silo = 0; silo < silos; silo++)
            {
                await cluster.StartSiloAsync(silo);
            }

            for (var gateway = 0; gateway < gateways; gateway++)
            {
                await cluster.StartGatewayAsync(gateway);
            }

            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts a silo at its own ports and waits until it is ready.</summary>
    public async Task StartSiloAsync(int silo)
    {
        var process = _silos[silo] = Start(["--silo", Setting("SiloPort", _siloPorts[silo]), Setting("GatewayPort", _clientPorts[silo])]);
        await process.LineAsync("Silo is ready", TestContext.Current.CancellationToken);
    }

    /// <summary>Waits until a silo has logged a line that contains this.</summary>
    /// <returns>The line.</returns>
    public Task<string> SiloLogsAsync(int silo, string text) => _silos[silo]!.LineWithAsync(text, TestContext.Current.CancellationToken);

    /// <summary>Asks a silo to stop, as a service manager does, and waits until it has.</summary>
    public async Task StopSiloAsync(int silo)
    {
        Assert.Equal(0, await _silos[silo]!.StopAsync(TestContext.Current.CancellationToken));
        await _silos[silo]!.DisposeAsync();
        _silos[silo] = null;
    }

    /// <summary>Kills a silo, so that it says goodbye to nobody.</summary>
    public async Task KillSiloAsync(int silo)
    {
        await _silos[silo]!.KillAsync();
        await _silos[silo]!.DisposeAsync();
        _silos[silo] = null;
    }

    /// <summary>Stops a silo where it stands, as a machine does that is out of memory, or moved.</summary>
    public Task PauseSiloAsync(int silo) => _silos[silo]!.SignalAsync("STOP");

    /// <summary>Lets it go on. It finds that the others have declared it dead, and ends.</summary>
    public async Task ContinueSiloAsync(int silo)
    {
        await _silos[silo]!.SignalAsync("CONT");
        await _silos[silo]!.ExitAsync(TestContext.Current.CancellationToken);
        await _silos[silo]!.DisposeAsync();
        _silos[silo] = null;
    }

    /// <summary>Kills a gateway, as <c>kill -9</c> does.</summary>
    public async Task KillGatewayAsync(int gateway)
    {
        await _gateways[gateway]!.KillAsync();
        await _gateways[gateway]!.DisposeAsync();
        _gateways[gateway] = null;
    }

    /// <summary>Asks a gateway to stop, as a service manager does, and waits until it has.</summary>
    public async Task StopGatewayAsync(int gateway)
    {
        Assert.Equal(0, await _gateways[gateway]!.StopAsync(TestContext.Current.CancellationToken));
        await _gateways[gateway]!.DisposeAsync();
        _gateways[gateway] = null;
    }

    /// <summary>Connects a client to a gateway.</summary>
    public Task<PhoenixClient> ConnectAsync(int gateway = 0) =>
        PhoenixClient.ConnectAsync(_addresses[gateway], TestContext.Current.CancellationToken, ("current_user", "ada"));

    /// <summary>Ends all processes, and fails if one of them logged an error that the test did not allow.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var process in (ServerProcess?[])[.. _gateways, .. _silos])
        {
            if (process is not null)
            {
                await process.DisposeAsync();
            }
        }

        await _meeting.DisposeAsync();
        _folder.Delete(recursive: true);
        Log.Verify();
    }

    private static string Setting(string name, int value) => string.Create(CultureInfo.InvariantCulture, $"--Musubi:{name}={value}");

    /// <summary>Starts a gateway and waits until it listens.</summary>
    public async Task StartGatewayAsync(int gateway)
    {
        var process = _gateways[gateway] = Start(["--urls", "http://127.0.0.1:0", "--Musubi:Silo=remote"]);
        _addresses[gateway] = new(await process.LineAsync("Now listening on: ", TestContext.Current.CancellationToken));
    }

    private ServerProcess Start(string[] arguments) => ServerProcess.Start(
        typeof(ConformanceHost).Assembly.Location,
        [.. arguments, .. _settings, $"--Musubi:ClusterId={_id}", $"--Musubi:Clustering={_meeting.Setting}", $"--Musubi:Durable=sqlite:{Path.Combine(_folder.FullName, "pages.db")}"],
        Log);
}
