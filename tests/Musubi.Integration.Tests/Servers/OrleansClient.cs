using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Musubi.Conformance.Host;

namespace Musubi.Integration.Tests.Servers;

/// <summary>Somebody with an Orleans client and nothing else, such as a worker of the application.</summary>
internal sealed class OrleansClient : IAsyncDisposable
{
    private readonly IHost _host;

    private OrleansClient(IHost host) => _host = host;

    /// <summary>The client, connected.</summary>
    public IClusterClient Grains => _host.Services.GetRequiredService<IClusterClient>();

    /// <summary>Connects to a server's first silo.</summary>
    public static async Task<OrleansClient> ConnectAsync(TwoProcessServer server, CancellationToken cancellationToken)
    {
        var host = new HostBuilder()
            .UseOrleansClient(orleans => orleans.UseLocalhostClustering(server.GatewayPorts[0], ConformanceHost.ServiceId, server.ClusterId))
            .Build();
        await host.StartAsync(cancellationToken);
        return new OrleansClient(host);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        _host.Dispose();
    }
}
