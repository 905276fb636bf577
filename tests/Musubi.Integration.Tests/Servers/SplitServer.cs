using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Musubi.Conformance.Host;
using Musubi.TestKit.Logs;
using Musubi.TestKit.Processes;

namespace Musubi.Integration.Tests.Servers;

/// <summary>A gateway and the silo that it is a client of, both in the test's process, with the network between them.</summary>
public sealed class SplitServer : CoHostedServer
{
    private readonly string[] _siloSettings;
    private IHost? _silo;

    /// <summary>With every setting as it is by default.</summary>
    public SplitServer()
        : this(FreePorts.Take(2), $"--Musubi:ClusterId={Guid.NewGuid():N}")
    {
    }

    private SplitServer(int[] ports, string cluster)
        : base("--Musubi:Silo=remote", $"--Musubi:GatewayPort={ports[1]}", cluster) =>
        _siloSettings = ["--silo", $"--Musubi:SiloPort={ports[0]}", $"--Musubi:GatewayPort={ports[1]}", cluster];

    /// <inheritdoc/>
    public override async ValueTask InitializeAsync()
    {
        _silo = ConformanceHost.Build(_siloSettings, builder =>
        {
            builder.Logging.ClearProviders();
            builder.Logging.AddProvider(new ServerLogProvider(Log));
        });
        await _silo.StartAsync();
        await base.InitializeAsync();
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_silo is not null)
        {
            await _silo.StopAsync(CancellationToken.None);
            _silo.Dispose();
        }

        Log.Verify();
    }
}
