using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Musubi.Grains.Hosting;
using Polly;
using Polly.Telemetry;

namespace Musubi.Grains.Tests.Hosting;

public sealed class PlacementEventsTests
{
    [Theory]
    [InlineData("Orleans.Placement", ResilienceEventSeverity.Debug)]
    [InlineData("the host's own", ResilienceEventSeverity.Error)]
    public void Severity_OfAPlacement_IsDebugAndOfAnythingElseItsOwn(string pipeline, ResilienceEventSeverity expected) =>
        Assert.Equal(expected, SeverityOf(pipeline, static _ => { }));

    [Fact]
    public void Severity_HostHasChosen_IsTheHosts() =>
        Assert.Equal(ResilienceEventSeverity.Critical, SeverityOf("the host's own", static options => options.SeverityProvider = static _ => ResilienceEventSeverity.Critical));

    private static ResilienceEventSeverity SeverityOf(string pipeline, Action<TelemetryOptions> host)
    {
        using var services = new ServiceCollection()
            .Configure(host)
            .AddSingleton<IPostConfigureOptions<TelemetryOptions>, PlacementEvents>()
            .BuildServiceProvider();
        var context = ResilienceContextPool.Shared.Get(TestContext.Current.CancellationToken);
        return services.GetRequiredService<IOptions<TelemetryOptions>>().Value.SeverityProvider!(
            new SeverityProviderArguments(new ResilienceTelemetrySource(pipeline, null, "Retry"), new ResilienceEvent(ResilienceEventSeverity.Error, "ExecutionAttempt"), context));
    }
}
