using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Musubi.Conformance.Host.Uploads;
using Orleans.Configuration;

namespace Musubi.Conformance.Host;

/// <summary>The conformance stores at <c>/socket</c>: gateway and silo in one process, or in several on one machine.</summary>
/// <remarks>
/// <code>
/// dotnet run -- --urls http://127.0.0.1:4000                             gateway and silo in one
/// dotnet run -- --silo                                                   a silo alone
/// dotnet run -- --urls http://127.0.0.1:4000 --Musubi:Silo=remote        a gateway alone, against silos
/// </code>
/// Processes find each other by the ports of Orleans' localhost clustering, from configuration:
/// <list type="bullet">
/// <item><c>Musubi:SiloPort</c>: where a silo hears other silos; 11111 with <c>--silo</c>, else a free one.</item>
/// <item><c>Musubi:GatewayPort</c>: where a silo hears Orleans clients, 30000 with <c>--silo</c>, else none;
/// for a gateway alone, the same port of its silo, or of several silos with commas between.</item>
/// <item><c>Musubi:PrimarySiloPort</c>: the silo port of the silo that keeps the list of members; its own unless given.</item>
/// <item><c>Musubi:ClusterId</c>: <c>conformance</c> unless given.</item>
/// <item><c>Musubi:Clustering</c>: <c>redis:&lt;configuration&gt;</c> or <c>postgres:&lt;connection string&gt;</c>, where processes find each other, with no port to be told but
/// a silo's own.</item>
/// <item><c>Musubi:Durable</c>: where durable roots are kept: <c>memory</c>, which serves one silo, unless given; <c>sqlite:&lt;file&gt;</c>,
/// <c>postgres:&lt;connection string&gt;</c> or <c>redis:&lt;configuration&gt;</c>. Tables are made when they are missing.</item>
/// <item><c>Musubi:WaitForReplicas</c>: how many replicas of Redis must have an append; none unless given.</item>
/// <item><c>Musubi:Dies</c>: when a silo kills itself: <c>before-append:&lt;number&gt;</c>, or the same with <c>after</c> or <c>load</c>, where the number counts the storage's calls from 1.</item>
/// <item><c>Musubi:SiloListenPort</c>: where a silo listens that other silos reach at its <c>Musubi:SiloPort</c> by a way that leads there.</item>
/// <item><c>Musubi:Gateway</c>: the gateway's options, each by its name.</item>
/// <item><c>Musubi:Uploads:Directory</c>: where uploaded files are; as Musubi has it unless given.</item>
/// <item><c>Musubi:UploadsUrl</c>: where a gateway alone serves the files it received, on its own port, and a silo alone reads them; without it, both
/// see the same directory.</item>
/// <item><c>Musubi:ResponseTimeout</c>: how long a gateway alone waits for a silo's answer; as Orleans has it unless given.</item>
/// <item><c>Musubi:ClientDropTimeout</c>: how long a silo remembers a gateway that has lost its connection; as Orleans has it unless given.</item>
/// </list>
/// </remarks>
public static class ConformanceHost
{
    private const string SiloSwitch = "--silo";

    /// <summary>The Orleans service id of every process.</summary>
    public const string ServiceId = "conformance";

    /// <summary>Builds what the command line asks for.</summary>
    /// <param name="args">As above.</param>
    /// <param name="configure">Last changes, such as a test's log.</param>
    public static IHost Build(string[] args, Action<IHostApplicationBuilder>? configure = null) => Build<ConformanceSocket>(args, configure);

    /// <summary>The same with the stores of another application.</summary>
    public static IHost Build<TSocket>(string[] args, Action<IHostApplicationBuilder>? configure = null)
        where TSocket : MusubiSocket
    {
        var settings = args.Where(static arg => arg != SiloSwitch).ToArray();
        return args.Contains(SiloSwitch) ? BuildSilo<TSocket>(settings, configure) : BuildGateway<TSocket>(settings, configure);
    }

    private static IHost BuildSilo<TSocket>(string[] args, Action<IHostApplicationBuilder>? configure)
        where TSocket : MusubiSocket
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateApplicationBuilder(args);
        var settings = builder.Configuration;
        builder.UseOrleans(silo => UseSilo<TSocket>(silo, settings, settings.GetValue("Musubi:SiloPort", 11_111), settings.GetValue("Musubi:GatewayPort", 30_000)));
        builder.Services.AddHostedService<SiloAnnouncement>();
        if (UploadsUrl(settings) is { } url)
        {
            builder.Services.Replace(ServiceDescriptor.Singleton<IUploadStore>(_ => new RemoteUploadStore(url)));
        }

        configure?.Invoke(builder);
        return builder.Build();
    }

    private static WebApplication BuildGateway<TSocket>(string[] args, Action<IHostApplicationBuilder>? configure)
        where TSocket : MusubiSocket
    {
        var builder = WebApplication.CreateBuilder(args);
        var settings = builder.Configuration;
        if (settings["Musubi:Silo"] == "remote")
        {
            builder.UseOrleansClient(client => UseSilos(client, settings));
        }
        else
        {
            builder.UseOrleans(silo => UseSilo<TSocket>(silo, settings, settings.GetValue("Musubi:SiloPort", FreePort()), settings.GetValue("Musubi:GatewayPort", 0)));
            builder.Services.AddHealthChecks().AddMusubiSilo();
        }

        builder.Services.AddMusubiGateway();
        builder.Services.AddHealthChecks().AddMusubiGateway();
        configure?.Invoke(builder);
        var app = builder.Build();
        app.MapMusubi<TSocket>("/socket");
        app.MapMusubiHealthChecks();
        if (UploadsUrl(settings) is { } url)
        {
            app.MapUploads(url);
        }

        return app;
    }

    private static void UseSilo<TSocket>(ISiloBuilder silo, ConfigurationManager settings, int siloPort, int gatewayPort)
        where TSocket : MusubiSocket
    {
        if (settings["Musubi:Clustering"] is { } clustering)
        {
            silo.Configure<ClusterOptions>(options => Name(options, settings));
            silo.ConfigureEndpoints(IPAddress.Loopback, siloPort, gatewayPort);
            silo.Configure<EndpointOptions>(options => options.SiloListeningEndpoint = new(IPAddress.Loopback, settings.GetValue("Musubi:SiloListenPort", siloPort)));
            Clustering.Of(clustering).UseIn(silo);
        }
        else
        {
            var primary = new IPEndPoint(IPAddress.Loopback, settings.GetValue("Musubi:PrimarySiloPort", siloPort));
            silo.UseLocalhostClustering(siloPort, gatewayPort, primary, ServiceId, ClusterId(settings));
        }

        // On one machine a silo that does not answer is dead, and a test waits for it to be declared so.
        silo.Configure<ClusterMembershipOptions>(static membership =>
        {
            membership.ProbeTimeout = TimeSpan.FromSeconds(2);
            membership.NumMissedProbesLimit = 2;
            membership.NumVotesForDeathDeclaration = 1;
        });
        silo.Configure<SiloMessagingOptions>(messaging => messaging.ClientDropTimeout = settings.GetValue("Musubi:ClientDropTimeout", messaging.ClientDropTimeout));
        silo.AddMusubi<TSocket>();
        PageStorage.UseIn(silo, settings);
    }

    private static void UseSilos(IClientBuilder client, ConfigurationManager settings)
    {
        if (settings["Musubi:Clustering"] is { } clustering)
        {
            client.Configure<ClusterOptions>(options => Name(options, settings));
            Clustering.Of(clustering).UseIn(client);
        }
        else
        {
            int[] ports = [.. (settings["Musubi:GatewayPort"] ?? "30000").Split(',').Select(int.Parse)];
            client.UseLocalhostClustering(ports, ServiceId, ClusterId(settings));
        }

        // A gateway outlives its silos: it comes up before them and waits for them to come back.
        client.Configure<GatewayOptions>(static gateways => gateways.GatewayListRefreshPeriod = TimeSpan.FromSeconds(1));
        client.Configure<ClientMessagingOptions>(messaging => messaging.ResponseTimeout = settings.GetValue("Musubi:ResponseTimeout", messaging.ResponseTimeout));
        client.UseConnectionRetryFilter(static async (_, cancellationToken) =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200), cancellationToken);
            return true;
        });
    }

    private static Uri? UploadsUrl(ConfigurationManager settings) => settings.GetValue<Uri>("Musubi:UploadsUrl");

    private static void Name(ClusterOptions options, ConfigurationManager settings) => (options.ServiceId, options.ClusterId) = (ServiceId, ClusterId(settings));

    private static string ClusterId(ConfigurationManager settings) => settings.GetValue("Musubi:ClusterId", "conformance");

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
