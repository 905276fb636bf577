using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using Musubi.Integration.Tests.Servers;
using Musubi.TestKit.Phoenix;
using Musubi.TestKit.Traces;

namespace Musubi.Integration.Tests;

/// <summary><c>docs/telemetry.md</c> lists what there is, no more and no less.</summary>
[Collection(nameof(TraceRecorder))]
public sealed partial class TelemetryPageTests(CoHostedServer server) : ServerTest<CoHostedServer>(server), IClassFixture<CoHostedServer>
{
    [Fact]
    public async Task Page_Instruments_AreThoseOfARunningServer()
    {
        var published = new List<string>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter.Name.StartsWith("Musubi.", StringComparison.Ordinal))
            {
                lock (published)
                {
                    published.Add($"{instrument.Name} {Kind(instrument)} {instrument.Unit}");
                }
            }
        };
        await using var client = await Server.ConnectAsync();
        await MountedRoot.MountAsync(client, Modules.Beta, "b");

        listener.Start();

        lock (published)
        {
            Assert.Equal(
                InstrumentRow().Matches(Page).Select(static row => $"{row.Groups[1]} {row.Groups[2]} {row.Groups[3]}").Order(StringComparer.Ordinal),
                published.Distinct().Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task Page_Activities_AreThoseOfACommandThatPublishes()
    {
        using var traces = new TraceRecorder("Musubi.");
        await using var client = await Server.ConnectAsync();
        var root = await MountedRoot.MountAsync(client, Modules.Topic, "t", new { topic = "page" });

        await root.CommandAsync("publish", new { topic = "page", text = "hello" });
        await root.UntilAsync(static state => (string?)state["last"] == "hello");
        await traces.StoppedAsync(static activity => activity.OperationName == "musubi.push", "the push", CancellationToken);
        await traces.StoppedAsync(static activity => activity.OperationName == "musubi.message", "the message's cycle", CancellationToken);

        Assert.Equal(
            ActivityRow().Matches(Page).Select(static row => $"{row.Groups[1]} {row.Groups[2]} {row.Groups[3]}").Order(StringComparer.Ordinal),
            traces.All().Select(static activity => $"{activity.OperationName} {activity.Source.Name} {WireJson.Naming.ConvertName(activity.Kind.ToString())}").Distinct().Order(StringComparer.Ordinal));
    }

    private static string Page { get; } = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "docs", "telemetry.md"));

    private static string Kind(Instrument instrument)
    {
        var type = instrument.GetType().Name;
        return type.Contains("UpDownCounter", StringComparison.Ordinal) ? "up-down counter"
            : type.Contains("Counter", StringComparison.Ordinal) ? "counter"
            : "histogram";
    }

    [GeneratedRegex(@"^\| `(musubi\.[\w.]+)` \| (up-down counter|counter|histogram) \| `([^`]+)` \|", RegexOptions.Multiline)]
    private static partial Regex InstrumentRow();

    [GeneratedRegex(@"^\| `(musubi\.\w+)` \| `(Musubi\.\w+)` \| (\w+) \|", RegexOptions.Multiline)]
    private static partial Regex ActivityRow();
}
