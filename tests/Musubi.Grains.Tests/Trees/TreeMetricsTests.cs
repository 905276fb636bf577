using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Musubi.Grains.Diagnostics;
using Musubi.Testing;

namespace Musubi.Grains.Tests.Trees;

/// <summary>What one cycle of a tree measures.</summary>
public sealed class TreeMetricsTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    private IMeterFactory Meters => _services.GetRequiredService<IMeterFactory>();

    public void Dispose() => _services.Dispose();

    [Theory]
    [InlineData("musubi.render.duration")]
    [InlineData("musubi.resolve.duration")]
    [InlineData("musubi.diff.duration")]
    public async Task Command_OnALeaf_MeasuresThatLeafAlone(string instrument)
    {
        await using var page = await StorePage.MountAsync<ListStore>(configure: options => options.Services.AddSingleton(Meters));
        await page.DispatchAsync("put", new { ids = new[] { "a", "b" } });
        using var measured = new MetricCollector<double>(Meters, GrainMetrics.MeterName, instrument);

        await page.DispatchAsync("click", storeId: StoreId.Of("lines", "a"));

        var one = Assert.Single(measured.GetMeasurementSnapshot());
        Assert.Equal(StoreNameAttribute.Of(typeof(LabelStore)), one.Tags["musubi.module"]);
    }

    [Fact]
    public async Task Command_ThatChangesOneField_CountsOneOperation()
    {
        await using var page = await StorePage.MountAsync<ListStore>(configure: options => options.Services.AddSingleton(Meters));
        await page.DispatchAsync("put", new { ids = new[] { "a", "b" } });
        using var operations = new MetricCollector<long>(Meters, GrainMetrics.MeterName, "musubi.patch.operations");

        await page.DispatchAsync("click", storeId: StoreId.Of("lines", "a"));

        var one = Assert.Single(operations.GetMeasurementSnapshot());
        Assert.Equal((1, "op", StoreNameAttribute.Of(typeof(ListStore))), (one.Value, one.Tags["musubi.kind"], one.Tags["musubi.root"]));
    }
}
