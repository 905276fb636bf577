using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Time.Testing;
using Musubi.Grains.Diagnostics;

namespace Musubi.Grains.Tests.Diagnostics;

/// <summary>What the silo measures, and what that costs. Source: docs/runtime.md, "Telemetry".</summary>
public sealed class GrainMetricsTests : IDisposable
{
    private static readonly PatchEnvelope SomePatch = new(0, 1, "[{},{}]"u8.ToArray());

    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly FakeTimeProvider _time = new();
    private readonly GrainMetrics _metrics;

    public GrainMetricsTests() => _metrics = new GrainMetrics(Meters, _time);

    private IMeterFactory Meters => _services.GetRequiredService<IMeterFactory>();

    public void Dispose() => _services.Dispose();

    [Fact]
    public void Command_Handled_IsTimedWithItsNameAndOutcome()
    {
        using var commands = Collect<double>("musubi.command.duration");

        using var cycle = _metrics.Commanding("App.Root");
        _time.Advance(TimeSpan.FromMilliseconds(250));
        cycle.End(CommandOutcome.Handled, "click");

        var measured = Assert.Single(commands.GetMeasurementSnapshot());
        Assert.Equal(0.25, measured.Value);
        AssertTags(measured, ("musubi.root", "App.Root"), ("musubi.command", "click"), ("musubi.outcome", "handled"));
    }

    [Fact]
    public void Command_Unknown_IsTimedWithoutTheNameThatTheClientMadeUp()
    {
        using var commands = Collect<double>("musubi.command.duration");

        using var cycle = _metrics.Commanding("App.Root");
        cycle.End(CommandOutcome.UnknownCommand, "made-up");

        AssertTags(Assert.Single(commands.GetMeasurementSnapshot()), ("musubi.root", "App.Root"), ("musubi.outcome", "unknown_command"));
    }

    [Fact]
    public void Command_ThatBeganBeforeAnybodyListened_IsNotCounted()
    {
        using var cycle = _metrics.Commanding("App.Root");
        using var commands = Collect<double>("musubi.command.duration");

        cycle.End(CommandOutcome.Handled, "click");

        Assert.Empty(commands.GetMeasurementSnapshot());
    }

    [Fact]
    public void Render_IsTimedByItsStore()
    {
        using var renders = Collect<double>("musubi.render.duration");

        var rendering = _metrics.Rendering("App.Row");
        _time.Advance(TimeSpan.FromSeconds(1));
        rendering.Stop();

        var measured = Assert.Single(renders.GetMeasurementSnapshot());
        Assert.Equal(1, measured.Value);
        AssertTags(measured, ("musubi.module", "App.Row"));
    }

    [Fact]
    public void Patch_IsCountedBySizeAndByWhatIsInIt()
    {
        using var sizes = Collect<int>("musubi.patch.size");
        using var operations = Collect<long>("musubi.patch.operations");

        _metrics.PatchBuilt(SomePatch, "App.Root", ops: 2, events: 1);

        Assert.Equal(SomePatch.Ops.Length + SomePatch.StreamOps.Length + SomePatch.UploadOps.Length + SomePatch.Events.Length, Assert.Single(sizes.GetMeasurementSnapshot()).Value);
        Assert.Equal([("op", 2), ("event", 1)], operations.GetMeasurementSnapshot().Select(static counted => ((string)counted.Tags["musubi.kind"]!, counted.Value)));
    }

    [Fact]
    public void Async_EachEnd_IsCountedByItsOutcome()
    {
        using var started = Collect<long>("musubi.async.started");
        using var ended = Collect<double>("musubi.async.duration");

        foreach (var outcome in Enum.GetValues<AsyncEnd>())
        {
            _metrics.AsyncStopped(_metrics.AsyncStarted(AsyncKind.Stream, "App.Row"), AsyncKind.Stream, "App.Row", outcome);
        }

        Assert.Equal(5, started.GetMeasurementSnapshot().Count);
        Assert.Equal(
            ["ok", "failed", "cancelled", "timed_out", "discarded"],
            ended.GetMeasurementSnapshot().Select(static counted => (string)counted.Tags["musubi.outcome"]!));
    }

    [Fact]
    public void Measuring_WhileSomebodyListens_AllocatesNothing()
    {
        var measurements = 0;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Scope == Meters)
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<double>((_, _, _, _) => measurements++);
        listener.SetMeasurementEventCallback<long>((_, _, _, _) => measurements++);
        listener.SetMeasurementEventCallback<int>((_, _, _, _) => measurements++);
        listener.Start();
        MeasureEverything();

        measurements = 0;
        var before = GC.GetAllocatedBytesForCurrentThread();
        MeasureEverything();

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(19, measurements);
    }

    private void MeasureEverything()
    {
        _metrics.Mounting("App.Root").End(MountOutcome.Mounted);
        _metrics.Commanding("App.Root").End(CommandOutcome.Handled, "click");
        _metrics.Receiving("App.Root").End(MessageOutcome.Handled, MessageKind.Topic);
        _metrics.Rendering("App.Row").Stop();
        _metrics.Resolving("App.Row").Stop();
        _metrics.Validating("App.Row").Stop();
        _metrics.Diffing("App.Row").Stop();
        _metrics.PatchBuilt(SomePatch, "App.Root", 1, 2, 3, 4);
        _metrics.StreamFlushed(5, "App.Row");
        _metrics.AsyncStopped(_metrics.AsyncStarted(AsyncKind.Assign, "App.Row"), AsyncKind.Assign, "App.Row", AsyncEnd.Ok);
        _metrics.HandleAsyncThrew("App.Row");
        _metrics.AuthDenied("App.Row", "click");
        _metrics.SendUpdateWithoutTarget();
        _metrics.Terminated("App.Root", TerminateReason.Left);
    }

    private MetricCollector<T> Collect<T>(string instrument)
        where T : struct =>
        new(Meters, GrainMetrics.MeterName, instrument, _time);

    private static void AssertTags<T>(CollectedMeasurement<T> measured, params (string Key, string Value)[] expected)
        where T : struct =>
        Assert.Equal(
            expected.OrderBy(static tag => tag.Key, StringComparer.Ordinal),
            measured.Tags.Select(static tag => (tag.Key, (string)tag.Value!)).OrderBy(static tag => tag.Key, StringComparer.Ordinal));
}
