using System.Globalization;
using Musubi.Conformance.Host;
using Musubi.TestKit.Processes;

namespace Musubi.Integration.Tests.Servers;

/// <summary>The conformance host as processes: a gateway, and the silo that it is a client of, or several.</summary>
public class TwoProcessServer : TestServer
{
    private readonly string[] _settings;
    private readonly int[] _siloPorts;
    private readonly int[] _gatewayPorts;
    private readonly ServerProcess?[] _silos;

    /// <summary>One gateway, one silo.</summary>
    public TwoProcessServer()
        : this(silos: 1)
    {
    }

    internal TwoProcessServer(int silos, params string[] settings)
    {
        _settings = settings;
        _siloPorts = FreePorts.Take(2 * silos);
        _gatewayPorts = _siloPorts[silos..];
        _silos = new ServerProcess?[silos];
    }

    /// <summary>Settings of the silos alone.</summary>
    protected internal IReadOnlyList<string> SiloSettings { get; init; } = [];

    /// <summary>Names the cluster, so that nobody else's processes can join it by mistake.</summary>
    public string ClusterId { get; } = Guid.NewGuid().ToString("N");

    /// <summary>The gateway's process.</summary>
    public ServerProcess Gateway { get; private set; } = null!;

    /// <summary>The ports where the silos hear Orleans clients.</summary>
    public IReadOnlyList<int> GatewayPorts => _gatewayPorts;

    /// <summary>The ports where the silos hear each other, by which Orleans names them.</summary>
    public IReadOnlyList<int> SiloPorts => _siloPorts[.._silos.Length];

    /// <inheritdoc/>
    public override async ValueTask InitializeAsync()
    {
        // A gateway that finds only some of the silos knows of no others until it asks again, a minute later.
        for (var silo = 0; silo < _silos.Length; silo++)
        {
            await StartSiloAsync(silo);
        }

        Gateway = StartGatewayProcess();
        Address = await ListeningAsync(Gateway);
    }

    /// <summary>Starts the gateway again, after it was killed, and waits until it listens.</summary>
    public async Task RestartGatewayAsync()
    {
        await Gateway.DisposeAsync();
        Gateway = StartGatewayProcess();
        Address = await ListeningAsync(Gateway);
    }

    /// <summary>Starts a silo and waits until it is ready. The first keeps the cluster's list of members.</summary>
    public async Task StartSiloAsync(int silo = 0)
    {
        var process = _silos[silo] = Start(["--silo", Setting("SiloPort", _siloPorts[silo]), Setting("GatewayPort", _gatewayPorts[silo]), Setting("PrimarySiloPort", _siloPorts[0]), .. SiloSettings]);
        await process.LineAsync("Silo is ready", CancellationToken.None);
    }

    /// <summary>Kills a silo as a power cut would.</summary>
    public Task KillSiloAsync(int silo = 0) => _silos[silo]!.KillAsync();

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var process in (ServerProcess?[])[Gateway, .. _silos])
        {
            if (process is not null)
            {
                await process.DisposeAsync();
            }
        }

        Log.Verify();
    }

    private static string Setting(string name, int value) => string.Create(CultureInfo.InvariantCulture, $"--Musubi:{name}={value}");

    /// <summary>Starts one more gateway's process.</summary>
    private protected ServerProcess StartGatewayProcess() =>
        Start(["--urls", "http://127.0.0.1:0", "--Musubi:Silo=remote", $"--Musubi:GatewayPort={string.Join(',', _gatewayPorts)}", .. _settings]);

    /// <summary>Waits until a gateway listens, and says where.</summary>
    private protected static async Task<Uri> ListeningAsync(ServerProcess gateway) => new(await gateway.LineAsync("Now listening on: ", CancellationToken.None));

    private ServerProcess Start(string[] arguments) =>
        ServerProcess.Start(typeof(ConformanceHost).Assembly.Location, [.. arguments, $"--Musubi:ClusterId={ClusterId}"], Log);
}
