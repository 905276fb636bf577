using System.Net.WebSockets;
using Musubi.Conformance.Host;
using Musubi.Integration.Tests.Servers;
using Musubi.TestKit.Phoenix;

namespace Musubi.Integration.Tests;

/// <summary>Whoever has an Orleans client ends a user's sockets, or one connection's, on every gateway of the cluster.</summary>
public sealed class DisconnectTests(TwoGatewaysServer server) : ServerTest<TwoGatewaysServer>(server), IClassFixture<TwoGatewaysServer>
{
    [Fact]
    public async Task DisconnectUser_FromAnOrleansClient_EndsTheirSocketsOnBothGateways()
    {
        await using var elsewhere = await OrleansClient.ConnectAsync(Server, CancellationToken);
        await using var one = await ConnectAsync(Server.Address, "ada");
        await using var two = await ConnectAsync(Server.SecondAddress, "ada");
        await using var other = await ConnectAsync(Server.SecondAddress, "grace");
        await MountedRoot.MountAsync(one, Modules.Crash, "1");

        await elsewhere.Grains.DisconnectUserAsync("ada");

        Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, (await one.EndAsync()).Status);
        Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, (await two.EndAsync()).Status);
        await other.HeartbeatAsync();
    }

    [Fact]
    public async Task DisconnectUser_AfterTheSiloWasLost_EndsTheirSocketsOnBothGateways()
    {
        await using var one = await ConnectAsync(Server.Address, "barbara");
        await using var two = await ConnectAsync(Server.SecondAddress, "barbara");

        // Whoever knew of the gateways is gone, and they say themselves that they are there.
        await Server.KillSiloAsync();
        await Server.StartSiloAsync();
        await using var elsewhere = await OrleansClient.ConnectAsync(Server, CancellationToken);
        await elsewhere.Grains.DisconnectUserAsync("barbara");

        Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, (await one.EndAsync()).Status);
        Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, (await two.EndAsync()).Status);
    }

    private static Task<PhoenixClient> ConnectAsync(Uri gateway, string user) =>
        PhoenixClient.ConnectAsync(gateway, CancellationToken, (ConformanceSocket.CurrentUser.Name, user));
}
