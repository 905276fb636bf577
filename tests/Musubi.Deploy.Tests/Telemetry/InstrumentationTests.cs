using System.Diagnostics;
using System.Diagnostics.Metrics;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Musubi.Deploy.Tests.Telemetry;

public sealed class InstrumentationTests
{
    [Fact]
    public void AddMusubiInstrumentation_OnMeters_TakesMusubisAndNobodyElses()
    {
        var taken = new List<Metric>();
        using var provider = Sdk.CreateMeterProviderBuilder().AddMusubiInstrumentation().AddInMemoryExporter(taken).Build();
        using var ours = new Meter("Musubi.Gateway");
        using var others = new Meter("Shop");

        ours.CreateCounter<int>("musubi.test.count").Add(1);
        others.CreateCounter<int>("shop.count").Add(1);
        provider.ForceFlush();

        Assert.Contains(taken, static metric => metric.Name == "musubi.test.count");
        Assert.DoesNotContain(taken, static metric => metric.Name == "shop.count");
    }

    [Fact]
    public void AddMusubiInstrumentation_OnTraces_TakesMusubisAndNobodyElses()
    {
        var taken = new List<Activity>();
        using var provider = Sdk.CreateTracerProviderBuilder().AddMusubiInstrumentation().AddInMemoryExporter(taken).Build();
        using var ours = new ActivitySource("Musubi.Grains");
        using var others = new ActivitySource("Shop");

        using (ours.StartActivity("musubi.test"))
        using (others.StartActivity("shop"))
        {
        }

        provider.ForceFlush();
        Assert.Contains(taken, static activity => activity.OperationName == "musubi.test");
        Assert.DoesNotContain(taken, static activity => activity.OperationName == "shop");
    }
}
