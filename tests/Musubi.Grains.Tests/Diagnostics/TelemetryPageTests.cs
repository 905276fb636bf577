using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Musubi.Grains.Diagnostics;
using Musubi.Grains.Durable;

namespace Musubi.Grains.Tests.Diagnostics;

/// <summary><c>docs/telemetry.md</c> lists the silo's instruments with the tags and the values that they have, no more and no less.</summary>
public sealed partial class TelemetryPageTests : IDisposable
{
    private static readonly PatchEnvelope SomePatch = new(0, 1, "[{}]"u8.ToArray());

    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly SortedDictionary<string, SortedDictionary<string, SortedSet<string>>> _measured = new(StringComparer.Ordinal);

    private static string Page { get; } = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "docs", "telemetry.md"));

    public void Dispose() => _services.Dispose();

    [Fact]
    public void Page_InstrumentsOfTheSilo_HaveTheirTags()
    {
        MeasureEverything();

        Assert.Equal(
            SiloRow().Matches(Page[Page.IndexOf("## Silo", StringComparison.Ordinal)..])
                .Select(static row => $"{row.Groups[1]}: {string.Join(", ", Ticked().Matches(row.Groups[2].Value).Select(static tag => tag.Groups[1].Value).Order(StringComparer.Ordinal))}")
                .Order(StringComparer.Ordinal),
            _measured.Select(static instrument => $"{instrument.Key}: {string.Join(", ", instrument.Value.Keys)}"));
    }

    [Theory]
    [InlineData("musubi.mount.duration", "musubi.outcome", "A mount's outcome:")]
    [InlineData("musubi.command.duration", "musubi.outcome", "A command's outcome:")]
    [InlineData("musubi.message.duration", "musubi.kind", "A message's kind:")]
    [InlineData("musubi.message.duration", "musubi.outcome", "its outcome:")]
    [InlineData("musubi.patch.operations", "musubi.kind", "An operation's kind:")]
    [InlineData("musubi.async.started", "musubi.kind", "Work off the turn is of the kind")]
    [InlineData("musubi.async.duration", "musubi.kind", "Work off the turn is of the kind")]
    [InlineData("musubi.async.duration", "musubi.outcome", "and ends")]
    [InlineData("musubi.root.terminations", "musubi.reason", "A root's reason:")]
    public void Page_ValuesOfATagOfTheSilo_AreThoseItHas(string instrument, string tag, string after)
    {
        MeasureEverything();

        var list = Regex.Match(Page, @$"{Regex.Escape(after)}((?:\s|,|or|`[a-z_]+`)+)");

        Assert.Equal(Ticked().Matches(list.Value).Select(static value => value.Groups[1].Value).Order(StringComparer.Ordinal), _measured[instrument][tag]);
    }

    // With every value that a call can be given: a mount of an unknown root or one that was overtaken, and a command for no mount, or one that is not run again, end before they are timed.
    private void MeasureEverything()
    {
        var meters = _services.GetRequiredService<IMeterFactory>();
        var metrics = new GrainMetrics(meters, new FakeTimeProvider());
        var log = new LogMetrics(meters, new FakeTimeProvider());
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Scope == meters)
            {
                _measured.Add(instrument.Name, new SortedDictionary<string, SortedSet<string>>(StringComparer.Ordinal));
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Take(instrument, tags));
        listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Take(instrument, tags));
        listener.SetMeasurementEventCallback<int>((instrument, _, tags, _) => Take(instrument, tags));
        listener.Start();

        foreach (var outcome in Enum.GetValues<MountOutcome>().Except([MountOutcome.UnknownRoot, MountOutcome.Superseded]))
        {
            metrics.Mounting("App.Root").End(outcome);
        }

        foreach (var outcome in Enum.GetValues<CommandOutcome>().Except([CommandOutcome.NotMounted, CommandOutcome.Busy, CommandOutcome.Stale, CommandOutcome.CrashedBefore]))
        {
            metrics.Commanding("App.Root").End(outcome, "click");
        }

        foreach (var kind in Enum.GetValues<MessageKind>())
        {
            Array.ForEach(Enum.GetValues<MessageOutcome>(), outcome => metrics.Receiving("App.Root").End(outcome, kind));
        }

        foreach (var kind in Enum.GetValues<AsyncKind>())
        {
            Array.ForEach(Enum.GetValues<AsyncEnd>(), end => metrics.AsyncStopped(metrics.AsyncStarted(kind, "App.Row"), kind, "App.Row", end));
        }

        Array.ForEach(Enum.GetValues<TerminateReason>(), reason => metrics.Terminated("App.Root", reason));
        metrics.Rendering("App.Row").Stop();
        metrics.Resolving("App.Row").Stop();
        metrics.Validating("App.Row").Stop();
        metrics.Diffing("App.Row").Stop();
        metrics.PatchBuilt(SomePatch, "App.Root", 1, 2, 3, 4);
        metrics.StreamFlushed(5, "App.Row");
        metrics.HandleAsyncThrew("App.Row");
        metrics.AuthDenied("App.Row", "click");
        metrics.SendUpdateWithoutTarget();
        metrics.Slept("App.Root");
        metrics.PushDropped();
        metrics.MessageDropped("App.Root");
        log.Appended(0, 3);
        log.Loaded(0);
        log.Failed();
        log.Fenced();
        log.SetAside();
    }

    private void Take(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (var (key, value) in tags)
        {
            var known = _measured[instrument.Name];
            if (!known.TryGetValue(key, out var values))
            {
                known.Add(key, values = new SortedSet<string>(StringComparer.Ordinal));
            }

            values.Add((string)value!);
        }
    }

    [GeneratedRegex(@"^\| `(musubi\.[\w.]+)` \| (?:up-down counter|counter|histogram) \| `[^`]+` \|([^|]*)\|", RegexOptions.Multiline)]
    private static partial Regex SiloRow();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Ticked();
}
