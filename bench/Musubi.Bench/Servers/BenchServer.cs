using System.Globalization;
using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Musubi.Bench.Servers;

/// <summary>A contender's server, in a process of its own: prints the port it listens on, and then answers what it is asked on its standard input.</summary>
/// <remarks><c>allocated</c>: the bytes allocated since the start. <c>collect</c>: the same, after a full garbage collection. <c>roots</c>: the roots that live on
/// this silo. It ends with its input.</remarks>
internal static class BenchServer
{
    /// <summary>Runs one role.</summary>
    /// <param name="role">Which server.</param>
    /// <param name="storage">For the roles of Musubi: where the roots are kept, which are durable then; null for others.</param>
    /// <param name="clusterPorts">For the roles of Musubi: the silo's port, and the port at which it takes Orleans clients; then, for a silo that is not the first, the first one's port, and
    /// for a gateway of several silos, the ports at which the others take clients.</param>
    public static async Task Run(ServerRole role, StorageUse? storage, int[] clusterPorts)
    {
        await using var app = Build(role, storage, clusterPorts);
        await app.StartAsync();
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault();
        Console.WriteLine(address is null ? 0 : new Uri(address).Port);
        while (await Console.In.ReadLineAsync() is { } asked)
        {
            if (asked == "collect")
            {
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            }

            var answer = asked == "roots" ? await Roots(app.Services) : GC.GetTotalAllocatedBytes(precise: true);
            Console.WriteLine(answer.ToString(CultureInfo.InvariantCulture));
        }

        await app.StopAsync();
    }

    private static WebApplication Build(ServerRole role, StorageUse? storage, int[] clusterPorts)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        switch (role)
        {
            case ServerRole.SignalR:
                builder.Services.AddSignalR(Patient).AddMessagePackProtocol();
                break;
            case ServerRole.Blazor:
                builder.Services.AddSingleton<Announcements>();
                builder.Services.AddRazorComponents().AddInteractiveServerComponents().AddHubOptions(Patient);
                break;
            case ServerRole.Musubi or ServerRole.Silo or ServerRole.Relay:
                builder.UseOrleans(silo => Serve(silo, storage).UseLocalhostClustering(clusterPorts[0], clusterPorts[1], new IPEndPoint(IPAddress.Loopback, clusterPorts is [_, _, var first] ? first : clusterPorts[0])));
                break;
            case ServerRole.Gateway or ServerRole.RelayApart:
                builder.UseOrleansClient(client => client.UseLocalhostClustering(clusterPorts[1..]));
                break;
        }

        if (role is ServerRole.Musubi or ServerRole.Gateway)
        {
            builder.Services.AddMusubiGateway(static options =>
            {
                // Out of the way, since no client's rate is to be measured but the server's.
                options.FramesPerSecond = options.FrameBurst = 1_000_000;

                // As patient as the hubs are.
                options.SilenceTimeout = TimeSpan.FromMinutes(10);
            });
        }

        var app = builder.Build();
        switch (role)
        {
            case ServerRole.Echo:
                app.UseWebSockets();
                app.Run(Echo);
                break;
            case ServerRole.Relay or ServerRole.RelayApart:
                app.UseWebSockets();
                app.Run(Relay);
                break;
            case ServerRole.SignalR:
                app.MapHub<CounterHub>("/hub");
                break;
            case ServerRole.Blazor:
                app.UseAntiforgery();
                app.MapRazorComponents<CounterDocument>().AddInteractiveServerRenderMode();
                break;
            case ServerRole.Musubi or ServerRole.Gateway:
                _ = storage is null ? app.MapMusubi<CounterSocket>("/socket") : app.MapMusubi<DurableCounterSocket>("/socket");
                break;
        }

        return app;
    }

    private static ISiloBuilder Serve(ISiloBuilder silo, StorageUse? storage) => storage switch
    {
        null => silo.AddMusubi<CounterSocket>(),
        { Kind: StorageKind.Sqlite } => silo.AddMusubi<DurableCounterSocket>().AddMusubiSqliteStorage(storage.Connection),
        { Kind: StorageKind.Redis } => silo.AddMusubi<DurableCounterSocket>().AddMusubiRedisStorage(storage.Connection),
        _ => silo.AddMusubi<DurableCounterSocket>().AddMusubiPostgresStorage(options => (options.ConnectionString, options.EnsureCreated) = (storage.Connection, true)),
    };

    private static async Task<long> Roots(IServiceProvider services)
    {
        var silo = services.GetRequiredService<ILocalSiloDetails>().SiloAddress;
        var statistics = await services.GetRequiredService<IGrainFactory>().GetGrain<IManagementGrain>(0).GetSimpleGrainStatistics([silo]);
        return statistics.Where(static grain => grain.GrainType.Contains("StoreGrain", StringComparison.Ordinal)).Sum(static grain => grain.ActivationCount);
    }

    // The clients send no pings, and an idle page may wait longer than half a minute for the others to open.
    private static void Patient(HubOptions options) => options.ClientTimeoutInterval = TimeSpan.FromMinutes(10);

    private static async Task Echo(HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var buffer = new byte[4096];
        while (await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None) is { MessageType: not WebSocketMessageType.Close } received)
        {
            await socket.SendAsync(buffer.AsMemory(0, received.Count), received.MessageType, received.EndOfMessage, CancellationToken.None);
        }
    }

    private static async Task Relay(HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var grain = context.RequestServices.GetRequiredService<IGrainFactory>().GetGrain<IRelayGrain>(context.Connection.Id);
        var buffer = new byte[4096];
        while (await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None) is { MessageType: not WebSocketMessageType.Close } received)
        {
            var answer = await grain.Relay(new Relayed(buffer.AsSpan(0, received.Count).ToArray()));
            await socket.SendAsync(answer.Message, received.MessageType, received.EndOfMessage, CancellationToken.None);
        }
    }
}
