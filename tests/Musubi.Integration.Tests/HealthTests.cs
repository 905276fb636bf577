using System.Net;
using Musubi.Integration.Tests.Servers;

namespace Musubi.Integration.Tests;

/// <summary>What probes say of real processes. Source: docs/health.md.</summary>
public sealed class HealthTests
{
    [Fact]
    public async Task Probes_GatewayAndSiloInOneProcess_Succeed()
    {
        await using var server = new CoHostedServer();
        await server.InitializeAsync();

        foreach (var probe in new[] { "live", "ready", "startup" })
        {
            Assert.Equal(HttpStatusCode.OK, await AskAsync(server, probe));
        }
    }

    [Fact]
    public async Task Ready_TheOnlySiloIsKilledAndStartedAgain_IsOffMeanwhile()
    {
        await using var server = new TwoProcessServer();
        await server.InitializeAsync();
        Assert.Equal(HttpStatusCode.OK, await AskAsync(server, "ready"));

        await server.KillSiloAsync();
        await UntilAsync(server, HttpStatusCode.ServiceUnavailable);
        Assert.Equal(HttpStatusCode.OK, await AskAsync(server, "live"));

        await server.StartSiloAsync();
        await UntilAsync(server, HttpStatusCode.OK);
        server.Log.Allow(static line => line.Message.Contains("musubi-gateway", StringComparison.Ordinal));
    }

    // Each question takes as long as the gateway waits for a silo, so this is no busy loop while there is none.
    private static async Task UntilAsync(TwoProcessServer server, HttpStatusCode expected)
    {
        while (await AskAsync(server, "ready") != expected)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        }
    }

    private static async Task<HttpStatusCode> AskAsync(TestServer server, string probe)
    {
        using var http = new HttpClient { BaseAddress = server.Address };
        using var response = await http.GetAsync(new Uri($"/health/{probe}", UriKind.Relative), TestContext.Current.CancellationToken);
        return response.StatusCode;
    }
}
