using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Musubi.TestKit;

namespace Musubi.Deploy.Tests.Telemetry;

/// <summary>The dashboard, the alerts and their page ask for what there is.</summary>
public sealed partial class DashboardAndAlertTests
{
    private static readonly string Rules = PathOf("deploy/prometheus/musubi.rules.yml");
    private static readonly string RulesTests = PathOf("deploy/prometheus/musubi.rules.test.yml");

    private static JsonObject Dashboard { get; } = JsonNode.Parse(File.ReadAllText(PathOf("deploy/grafana/musubi.json")))!.AsObject();

    private static string[] Queries { get; } = [.. Dashboard["panels"]!.AsArray()
        .SelectMany(static panel => panel!["targets"]?.AsArray() ?? [])
        .Select(static target => (string)target!["expr"]!)];

    [Fact]
    public async Task Alerts_UnderTheirUnitTests_FireWhenTheyShouldAndOnlyThen()
    {
        var (exitCode, output) = await Tool.RunAsync("promtool", "test", "rules", RulesTests);

        Assert.True(exitCode == 0, output);
    }

    [Fact]
    public void Alerts_EachOne_HasATestInWhichItFires()
    {
        var fired = FiringTest().Matches(File.ReadAllText(RulesTests)).Select(static test => test.Groups[1].Value).ToHashSet();

        Assert.Equal(AlertNames().Order(StringComparer.Ordinal), fired.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Alerts_EachOne_HasASectionOfTheOperatorsPage()
    {
        var sections = Heading().Matches(File.ReadAllText(PathOf("docs/operating.md")))
            .Select(static heading => heading.Groups[1].Value.ToLowerInvariant().Replace(' ', '-'))
            .ToHashSet();
        var runbooks = Runbook().Matches(File.ReadAllText(Rules)).Select(static runbook => runbook.Groups[1].Value).ToArray();

        Assert.Equal(AlertNames().Length, runbooks.Length);
        Assert.All(runbooks, runbook => Assert.Contains(runbook, sections));
    }

    [Theory]
    [InlineData("deploy/prometheus/musubi.rules.yml")]
    [InlineData("deploy/grafana/musubi.json")]
    [InlineData("docs/operating.md")]
    public void Names_OfMetricsAndTags_AreThoseOfTheTelemetryPage(string file)
    {
        var text = File.ReadAllText(PathOf(file));
        var names = Name().Matches(text).Select(static name => name.Value).Distinct().ToArray();

        Assert.NotEmpty(names);
        Assert.All(names, static name => Assert.True(PrometheusNames.Series.Contains(name) || PrometheusNames.Labels.Contains(name), name));
        Assert.All(
            Matcher().Matches(text).SelectMany(static matcher => matcher.Groups[1].Value.Split('|')),
            static value => Assert.Contains($"`{value}`", PrometheusNames.Page, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Dashboard_EveryQuery_IsOneThatPrometheusCanRead()
    {
        var rules = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.yml");
        var records = Queries.Select(static (query, index) => $"      - record: query:{index}\n        expr: '{query.Replace("$__rate_interval", "5m", StringComparison.Ordinal)}'\n");
        await File.WriteAllTextAsync(rules, "groups:\n  - name: dashboard\n    rules:\n" + string.Concat(records), TestContext.Current.CancellationToken);
        try
        {
            var (exitCode, output) = await Tool.RunAsync("promtool", "check", "rules", rules);

            Assert.True(exitCode == 0, output);
        }
        finally
        {
            File.Delete(rules);
        }
    }

    [Fact]
    public void Dashboard_Panels_StandBesideEachOtherAndSayWhatTheyShow()
    {
        var places = new HashSet<(int, int)>();
        foreach (var panel in Dashboard["panels"]!.AsArray())
        {
            Assert.NotEmpty((string?)panel!["title"] ?? "");
            Assert.True((string)panel["type"]! == "row" || panel["description"] is not null);
            var at = panel["gridPos"]!;
            for (var cell = 0; cell < (int)at["w"]! * (int)at["h"]!; cell++)
            {
                Assert.True(places.Add(((int)at["x"]! + (cell % (int)at["w"]!), (int)at["y"]! + (cell / (int)at["w"]!))), $"{panel["title"]} lies on another panel.");
            }
        }
    }

    private static string[] AlertNames() => [.. Alert().Matches(File.ReadAllText(Rules)).Select(static alert => alert.Groups[1].Value)];

    private static string PathOf(string file) => Path.Combine(Repository.Root, file);

    [GeneratedRegex(@"- alert: (\w+)")]
    private static partial Regex Alert();

    [GeneratedRegex(@"alertname: (\w+)\n\s+exp_alerts:\n")]
    private static partial Regex FiringTest();

    [GeneratedRegex(@"runbook: docs/operating\.md#(\S+)")]
    private static partial Regex Runbook();

    [GeneratedRegex("^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"\b(?:musubi|network)_[a-z_]+\b")]
    private static partial Regex Name();

    [GeneratedRegex("musubi_[a-z]+=~?\\\\?\"([a-z_|]+)\\\\?\"")]
    private static partial Regex Matcher();
}
