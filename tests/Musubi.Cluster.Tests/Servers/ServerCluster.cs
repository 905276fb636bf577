using System.Globalization;
using Musubi.Conformance.Host;
using Musubi.TestKit.Logs;
using Musubi.TestKit.Network;
using Musubi.TestKit.Phoenix;
using Musubi.TestKit.Processes;

namespace Musubi.Cluster.Tests.Servers;

/// <summary>The conformance host as silos and gateways, each a process of its own, that find each other in a real Redis or PostgreSQL.</summary>
internal sealed class ServerCluster : IAsyncDisposable
{
    private readonly MeetingPlace _meeting;
    private readonly DurableStorage _storage;
    private readonly string _id = Guid.NewGuid().ToString("N");
    private readonly BreakableLink[] _ways;
    private readonly int[] _listenPorts;
    private readonly int[] _siloPorts;
    private readonly int[] _clientPorts;
    private readonly string[] _settings;
    private readonly ServerProcess?[] _silos;
    private readonly ServerProcess?[] _gateways;
    private readonly Uri[] _addresses;

    private ServerCluster(MeetingPlace meeting, DurableStorage storage, int silos, int gateways, bool isCuttable, string[] settings)
    {
        _meeting = meeting;
        _storage = storage;
        var ports = FreePorts.Take(2 * silos);
        (_listenPorts, _clientPorts) = (ports[..silos], ports[silos..]);

        _ways = isCuttable ? [.. _listenPorts.Select(static port => new BreakableLink(new Uri($"tcp://127.0.0.1:{port}")))] : [];
        _siloPorts = isCuttable ? [.. _ways.Select(static way => way.Address.Port)] : _listenPorts;
        _settings = settings;
        _silos = new ServerProcess?[silos];
        _gateways = new ServerProcess?[gateways];
        _addresses = new Uri[gateways];
        this.AllowLostPeers();
    }

    /// <summary>What all processes log.</summary>
    public ServerLog Log { get; } = new();

    /// <summary>What processes run that are started from now on: the conformance host, or another host of that kind.</summary>
    public string Program { get; set; } = typeof(ConformanceHost).Assembly.Location;

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
    public static async Task<ServerCluster> StartAsync(ClusterStore store, int silos, int gateways, params string[] settings) =>
        await StartAsync(store, new SqliteStorage(disk: null), silos, gateways, isCuttable: false, settings);

    /// <summary>Starts all processes; they find each other in a Redis.</summary>
    /// <param name="storage">Where durable roots are kept. It ends with the cluster.</param>
    /// <param name="silos">How many silos.</param>
    /// <param name="gateways">How many gateways.</param>
    /// <param name="settings">Settings of all of them, as they stand on a command line.</param>
    public static Task<ServerCluster> StartAsync(DurableStorage storage, int silos, int gateways, params string[] settings) =>
        StartAsync(ClusterStore.Redis, storage, silos, gateways, isCuttable: false, settings);

    /// <summary>Starts all processes, with links between the silos that can be cut.</summary>
    /// <inheritdoc cref="StartAsync(DurableStorage, int, int, string[])"/>
    public static Task<ServerCluster> StartCuttableAsync(DurableStorage storage, int silos, int gateways, params string[] settings) =>
        StartAsync(ClusterStore.Redis, storage, silos, gateways, isCuttable: true, settings);

    /// <summary>Starts all processes of another program, which find each other in a Redis.</summary>
    /// <param name="program">The program's assembly.</param>
    /// <param name="silos">How many silos.</param>
    /// <param name="gateways">How many gateways.</param>
    public static async Task<ServerCluster> StartAsync(string program, int silos, int gateways) =>
        await StartAsync(new ServerCluster(await MeetingPlace.StartAsync(ClusterStore.Redis), new SqliteStorage(disk: null), silos, gateways, isCuttable: false, []) { Program = program });

    private static async Task<ServerCluster> StartAsync(ClusterStore store, DurableStorage storage, int silos, int gateways, bool isCuttable, string[] settings) =>
        await StartAsync(new ServerCluster(await MeetingPlace.StartAsync(store), storage, silos, gateways, isCuttable, settings));

    private static async Task<ServerCluster> StartAsync(ServerCluster cluster)
    {
        try
        {
            for (var silo = 0; silo < cluster._silos.Length; silo++)
            {
                await cluster.StartSiloAsync(silo);
            }

            for (var gateway = 0; gateway < cluster._gateways.Length; gateway++)
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
    /// <param name="silo">Which.</param>
    /// <param name="settings">Settings of this one alone.</param>
    public async Task StartSiloAsync(int silo, params string[] settings)
    {
        var process = _silos[silo] = Start(["--silo", Setting("SiloPort", _siloPorts[silo]), Setting("SiloListenPort", _listenPorts[silo]), Setting("GatewayPort", _clientPorts[silo]), .. settings]);
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

    /// <summary>Cuts the silos from each other, and from nobody else.</summary>
    public void CutSilos() => Array.ForEach(_ways, static way => way.Cut());

    /// <summary>Mends what was cut; what was sent meanwhile arrives.</summary>
    public void MendSilos() => Array.ForEach(_ways, static way => way.Mend());

    /// <summary>Waits until one of the silos, all of which run, has ended by itself.</summary>
    /// <returns>Which.</returns>
    public async Task<int> AnySiloEndsAsync()
    {
        var ends = _silos.Select(static silo => silo!.ExitAsync(TestContext.Current.CancellationToken)).ToList();
        var silo = ends.IndexOf(await Task.WhenAny(ends));
        await SiloEndsAsync(silo);
        return silo;
    }

    /// <summary>Whether a silo runs.</summary>
    public bool Runs(int silo) => _silos[silo] is { HasExited: false };

    /// <summary>Waits until a silo has ended by itself.</summary>
    public async Task SiloEndsAsync(int silo)
    {
        await _silos[silo]!.ExitAsync(TestContext.Current.CancellationToken);
        await _silos[silo]!.DisposeAsync();
        _silos[silo] = null;
    }

    /// <summary>Stops a silo where it stands, as a machine does that is out of memory, or moved.</summary>
    public Task PauseSiloAsync(int silo) => _silos[silo]!.SignalAsync("STOP");

    /// <summary>Lets it go on. It finds that the others have declared it dead, and ends.</summary>
    public async Task ContinueSiloAsync(int silo)
    {
        await _silos[silo]!.SignalAsync("CONT");
        await SiloEndsAsync(silo);
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

        foreach (var way in _ways)
        {
            await way.DisposeAsync();
        }

        await _meeting.DisposeAsync();
        await _storage.DisposeAsync();
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
        Program,
        [.. arguments, .. _settings, $"--Musubi:ClusterId={_id}", $"--Musubi:Clustering={_meeting.Setting}", $"--Musubi:Durable={_storage.Setting}", .. _storage.More],
        Log);
}
