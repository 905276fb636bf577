using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Musubi.Grains.Diagnostics;
using Musubi.Testing;

namespace Musubi.Grains.Tests.Async;

/// <summary>A test with a mounted <see cref="WorkStore"/>.</summary>
public abstract class WorkPage : IAsyncLifetime
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    private protected static StoreId DeskId { get; } = StoreId.Of("desk");

    private protected Works Works { get; } = new();

    private protected StorePage Page { get; set; } = null!;

    /// <summary>The ends of tasks so far, in order.</summary>
    private protected IEnumerable<object?> Ends => _ends.GetMeasurementSnapshot().Select(static measurement => measurement.Tags["musubi.outcome"]);

    /// <summary>Number of tasks started so far.</summary>
    private protected int Started => _started.GetMeasurementSnapshot().Count;

    private protected string Ops => Page.Json(Page.LastPatch.Ops);

    private IMeterFactory Meters => _services.GetRequiredService<IMeterFactory>();

    private MetricCollector<long> _started = null!;
    private MetricCollector<double> _ends = null!;

    public async ValueTask InitializeAsync()
    {
        _started = new(Meters, GrainMetrics.MeterName, "musubi.async.started");
        _ends = new(Meters, GrainMetrics.MeterName, "musubi.async.duration");
        Page = await StorePage.MountAsync<WorkStore>(null, options => options.Services.AddSingleton(Works).AddSingleton(Meters));
    }

    public async ValueTask DisposeAsync()
    {
        await Page.DisposeAsync();
        _started.Dispose();
        _ends.Dispose();
        await _services.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected string[] Log(StoreId storeId = default) => [.. (System.Collections.Immutable.ImmutableArray<string>)Page.Assigns(storeId)["log"]!];

    /// <summary>Says that nothing the page waits for is left to handle: it has no task, or no message of one that it still waits for.</summary>
    private protected Task ExpectNothingNext() => Assert.ThrowsAsync<ExpectationException>(Page.NextAsync);
}
