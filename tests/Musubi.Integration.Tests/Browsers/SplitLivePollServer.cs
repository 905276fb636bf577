using System.Globalization;
using Musubi.Integration.Tests.Servers;
using Musubi.TestKit.Processes;

namespace Musubi.Integration.Tests.Browsers;

/// <summary>The sample as two processes: a silo, and a gateway that is a client of it.</summary>
public sealed class SplitLivePollServer : TestServer
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("musubi-live-poll-");
    private readonly int[] _ports = FreePorts.Take(2);
    private ServerProcess? _silo;
    private ServerProcess? _gateway;

    /// <inheritdoc/>
    public override async ValueTask InitializeAsync()
    {
        Address = LivePollProcess.NewAddress();
        await StartSiloAsync();
        await StartGatewayAsync();
    }

    /// <summary>Starts the silo, and waits until it is ready.</summary>
    public async Task StartSiloAsync() => _silo = await StartAsync("silo", "--Musubi:SiloPort", Text(_ports[0]));

    /// <summary>Starts the gateway, and waits until it listens.</summary>
    public async Task StartGatewayAsync() => _gateway = await StartAsync("gateway", "--urls", Address.ToString());

    /// <summary>Kills the silo as a power cut would.</summary>
    public ValueTask KillSiloAsync() => _silo!.DisposeAsync();

    /// <summary>Kills the gateway as a power cut would.</summary>
    public ValueTask KillGatewayAsync() => _gateway!.DisposeAsync();

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        foreach (var process in (ServerProcess?[])[_gateway, _silo])
        {
            if (process is not null)
            {
                await process.DisposeAsync();
            }
        }

        _folder.Delete(recursive: true);
        Log.Verify();
    }

    private Task<ServerProcess> StartAsync(string role, params string[] settings) =>
        LivePollProcess.StartAsync(_folder, Log, ["--Musubi:Role", role, "--Musubi:GatewayPort", Text(_ports[1]), .. settings]);

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);
}
