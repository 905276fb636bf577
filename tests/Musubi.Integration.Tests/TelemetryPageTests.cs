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

    [Theory]
    [InlineData("A connection's reason:", "Musubi.Gateway.Diagnostics.SocketEnd, Musubi.Gateway")]
    [InlineData("A refused frame's reason:", "Musubi.Gateway.Diagnostics.RefusedFrame, Musubi.Gateway")]
    [InlineData("A pause's reason:", "Musubi.Gateway.Diagnostics.ReadPause, Musubi.Gateway")]
    [InlineData("A refused connection's:", "Musubi.Gateway.Diagnostics.ConnectRefusal, Musubi.Gateway")]
    [InlineData("A channel's kind:", "Musubi.Gateway.Diagnostics.ChannelKind, Musubi.Gateway")]
    [InlineData("or an upload's own:", "Musubi.Gateway.Diagnostics.ChannelEnd, Musubi.Gateway", "Refused", "Left", "Replaced", "Crashed", "Disconnected", "TakenOver")]
    [InlineData("Why a root woke:", "Musubi.Gateway.Diagnostics.WakeCause, Musubi.Gateway")]
    [InlineData("What became of a client that wanted its root back:", "Musubi.Gateway.Diagnostics.ResumeOutcome, Musubi.Gateway")]
    [InlineData("The outcome of a mount or a command:", "Musubi.Gateway.Diagnostics.ExchangeOutcome, Musubi.Gateway")]
    public void Page_ValuesOfATagOfTheGateway_AreTheMembersOfTheirSet(string sentence, string set, params string[] elsewhere)
    {
        // Up to the next sentence, or the next half of one.
        var listed = Page[(Page.IndexOf(sentence, StringComparison.Ordinal) + sentence.Length)..];
        listed = listed[..listed.IndexOfAny(['.', ';'])];

        Assert.Equal(
            Enum.GetNames(Type.GetType(set, throwOnError: true)!).Except(elsewhere).Select(WireJson.Naming.ConvertName).Order(StringComparer.Ordinal),
            CodeSpan().Matches(listed).Select(static span => span.Groups[1].Value).Order(StringComparer.Ordinal));
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

    [GeneratedRegex("`([a-z_]+)`")]
    private static partial Regex CodeSpan();
}
