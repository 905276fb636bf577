using System.Diagnostics;
using System.Net.Sockets;
using System.Net.WebSockets;
using Musubi.Integration.Tests.Servers;
using Musubi.TestKit.Phoenix;

namespace Musubi.Integration.Tests;

/// <summary>A server that stops says so with 1012, after which Phoenix clients connect again. Source: docs/wire.md, section 1.</summary>
public sealed class DrainTests
{
    private const WebSocketCloseStatus ServiceRestart = (WebSocketCloseStatus)1012;

    private static readonly TimeSpan DrainPeriod = TimeSpan.FromSeconds(3);

    [Fact]
    public async Task Stop_CoHosted_ClosesEverySocketAsARestart()
    {
        await using var server = new CoHostedServer();
        await server.InitializeAsync();
        await using var idle = await server.ConnectAsync();
        await using var busy = await server.ConnectAsync();
        await MountedRoot.MountAsync(busy, Modules.Beta, "b");

        await server.StopAsync();

        Assert.Equal(ServiceRestart, (await idle.EndAsync()).Status);
        Assert.Equal(ServiceRestart, (await busy.EndAsync()).Status);
    }

    [Fact]
    public async Task Stop_GatewayProcess_ClosesEverySocketAsARestartAndExitsWell()
    {
        await using var server = new TwoProcessServer();
        await server.InitializeAsync();
        await using var client = await server.ConnectAsync();
        await MountedRoot.MountAsync(client, Modules.Beta, "b");

        var exitCode = await server.Gateway.StopAsync(TestContext.Current.CancellationToken);

        Assert.Equal(ServiceRestart, (await client.EndAsync()).Status);
        Assert.Equal(0, exitCode);
    }

    [Fact]
    public async Task Stop_GatewayProcessWhoseClientsHoldOn_ExitsWellSoonAfterTheDrainPeriod()
    {
        await using var server = new TwoProcessServer(silos: 1, $"--Musubi:Gateway:DrainPeriod={DrainPeriod}");
        await server.InitializeAsync();
        using var half = new TcpClient();
        await half.ConnectAsync(server.Address.Host, server.Address.Port, TestContext.Current.CancellationToken);
        await half.GetStream().WriteAsync("GET /socket/websocket?vsn=2.0.0 HTTP/1.1\r\nHost: "u8.ToArray(), TestContext.Current.CancellationToken);
        using var mute = new ClientWebSocket();
        await mute.ConnectAsync(PhoenixClient.Endpoint(server.Address, "vsn=2.0.0&current_user=ada"), TestContext.Current.CancellationToken);
        var asked = Stopwatch.GetTimestamp();

        var exitCode = await server.Gateway.StopAsync(TestContext.Current.CancellationToken);

        // Without an end of our own Kestrel waits for both for 30 seconds; a busy machine takes its time for the exit itself.
        Assert.InRange(Stopwatch.GetElapsedTime(asked), TimeSpan.Zero, DrainPeriod + TimeSpan.FromSeconds(10));
        Assert.Equal(0, exitCode);
    }
}
