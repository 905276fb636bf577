using System.Net.WebSockets;
using Musubi.Integration.Tests.Servers;
using Musubi.TestKit.Phoenix;

namespace Musubi.Integration.Tests;

/// <summary>A server that stops says so with 1012, after which Phoenix clients connect again. Source: docs/wire.md, section 1.</summary>
public sealed class DrainTests
{
    private const WebSocketCloseStatus ServiceRestart = (WebSocketCloseStatus)1012;

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
}
