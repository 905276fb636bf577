using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Musubi.Gateway.Sockets;
using Musubi.Gateway.Tests.Scripted;

namespace Musubi.Gateway.Tests.Hosting;

/// <summary>Source: docs/health.md.</summary>
public sealed class HealthTests(TestSilo silo)
{
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task Probes_OfAGatewayThatRuns_Succeed()
    {
        await using var gateway = await StartAsync();

        foreach (var probe in new[] { "live", "ready", "startup" })
        {
            Assert.Equal((HttpStatusCode.OK, "Healthy"), await AskAsync(gateway, probe));
        }
    }

    [Fact]
    public async Task Ready_TheApplicationBeginsToStop_FailsBeforeSocketsAreRefused()
    {
        (HealthStatus Status, bool TakesSockets)? seen = null;
        WebApplication? application = null;
        await using var gateway = await StartAsync(app => application = app);
        await gateway.ConnectAsync();
        var services = application!.Services;
        // After the first socket, so that it is called before the gateway is: the last to register is the first to hear.
        using var stopping = application.Lifetime.ApplicationStopping.Register(() =>
        {
            // A gateway that stops asks nobody, so its answer is there at once.
            var check = services.GetRequiredService<IOptions<HealthCheckServiceOptions>>().Value.Registrations.Single();
            var result = check.Factory(services).CheckHealthAsync(new HealthCheckContext { Registration = check }, CancellationToken.None);
            var sockets = services.GetRequiredService<SocketRegistry>();
            seen = (result.IsCompleted ? result.Result.Status : HealthStatus.Healthy, sockets.TryReserve());
            sockets.Release();
        });

        gateway.Stop();

        Assert.Equal((HealthStatus.Unhealthy, true), seen);
    }

    [Fact]
    public async Task Ready_TheApplicationStops_IsRefusedWithoutAnErrorInTheLog()
    {
        await using var gateway = await StartAsync();

        gateway.Stop();

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "Unhealthy"), await AskAsync(gateway, "ready"));
        Assert.Equal((HttpStatusCode.OK, "Healthy"), await AskAsync(gateway, "live"));
    }

    [Fact]
    public async Task Ready_NoSiloAnswers_FailsAndTheProcessIsStillAlive()
    {
        await using var gateway = await StartAsync(hanging: int.MaxValue);

        var ready = AskAsync(gateway, "ready");
        await gateway.Clock.PassDelayAsync(AnswerTimeout);
        await gateway.Clock.PassDelayAsync(AnswerTimeout);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "Unhealthy"), await ready);
        Assert.Equal((HttpStatusCode.OK, "Healthy"), await AskAsync(gateway, "live"));
        gateway.Log.Allow(static line => line.Message.Contains("musubi-gateway", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Ready_OneSiloHangs_SucceedsByAnother()
    {
        await using var gateway = await StartAsync(hanging: 1);

        var ready = AskAsync(gateway, "ready");
        await gateway.Clock.PassDelayAsync(AnswerTimeout);

        Assert.Equal((HttpStatusCode.OK, "Healthy"), await ready);
    }

    [Fact]
    public async Task Probe_CheckOfTheApplication_BelongsToTheProbeOfItsTag()
    {
        await using var gateway = await StartAsync(checks: static checks => checks.AddCheck("disk", static () => HealthCheckResult.Unhealthy(), ["live"]));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await AskAsync(gateway, "live")).Status);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(gateway, "ready")).Status);
        gateway.Log.Allow(static line => line.Message.Contains("disk", StringComparison.Ordinal));
    }

    private static async Task<(HttpStatusCode Status, string Body)> AskAsync(TestGateway gateway, string probe)
    {
        using var http = new HttpClient { BaseAddress = gateway.Address };
        using var response = await http.GetAsync(new Uri($"/health/{probe}", UriKind.Relative), TestContext.Current.CancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private Task<TestGateway> StartAsync(Action<WebApplication>? configure = null, int hanging = 0, Action<IHealthChecksBuilder>? checks = null) => TestGateway.StartAsync(
        silo,
        services: builder =>
        {
            builder.Services.AddSingleton(HangingSilos.Create(silo.Grains, hanging));
            var health = builder.Services.AddHealthChecks().AddMusubiGateway();
            checks?.Invoke(health);
        },
        middleware: app =>
        {
            app.MapMusubiHealthChecks();
            configure?.Invoke(app);
        });
}
