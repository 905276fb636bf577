using System.Net;
using System.Net.Sockets;
using Orleans.Configuration;

namespace LivePoll.Hosting;

/// <summary>How the processes find each other: in a Redis where <c>ConnectionStrings:Redis</c> names one, and else, on a developer's machine, by ports that both know.</summary>
/// <remarks><c>Musubi:SiloPort</c> is where a silo hears other silos, and <c>Musubi:GatewayPort</c> where it hears gateways. With a Redis, silos that run side by side need ports of their own, and gateways none; on several machines
/// each silo says by <c>Musubi:Address</c> where the others reach it.</remarks>
internal static class Clustering
{
    private const string Id = "live-poll";
    private const int SiloPort = 11_111;
    private const int GatewayPort = 30_000;

    public static void FindOthers(this ISiloBuilder silo, IConfiguration settings, Role role)
    {
        // A process that does everything waits for nobody: any port will do, so that several copies can run side by side.
        var (siloPort, gatewayPort) = role == Role.All ? (FreePort(), 0) : (SiloPort, GatewayPort);
        (siloPort, gatewayPort) = (settings.GetValue("Musubi:SiloPort", siloPort), settings.GetValue("Musubi:GatewayPort", gatewayPort));
        if (settings.GetConnectionString("Redis") is { } redis)
        {
            silo.Configure<ClusterOptions>(Name).ConfigureEndpoints(IPAddress.Parse(settings["Musubi:Address"] ?? "127.0.0.1"), siloPort, gatewayPort).UseRedisClustering(redis);
        }
        else
        {
            silo.UseLocalhostClustering(siloPort, gatewayPort, serviceId: Id, clusterId: Id);
        }
    }

    public static void FindSilos(this IClientBuilder client, IConfiguration settings)
    {
        if (settings.GetConnectionString("Redis") is { } redis)
        {
            client.Configure<ClusterOptions>(Name).UseRedisClustering(redis);
        }
        else
        {
            client.UseLocalhostClustering(settings.GetValue("Musubi:GatewayPort", GatewayPort), Id, Id);
        }

        // A gateway comes up before its silo, and waits for one that is started again.
        client.Configure<GatewayOptions>(static gateways => gateways.GatewayListRefreshPeriod = TimeSpan.FromSeconds(1));
        client.UseConnectionRetryFilter(static async (_, cancellationToken) =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200), cancellationToken);
            return true;
        });
    }

    private static void Name(ClusterOptions cluster) => (cluster.ServiceId, cluster.ClusterId) = (Id, Id);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
