using System.Text.RegularExpressions;
using Musubi.TestKit;

namespace Musubi.Deploy.Tests.Telemetry;

/// <summary>What the instruments of <c>docs/telemetry.md</c> are called in Prometheus, behind a collector.</summary>
internal static partial class PrometheusNames
{
    /// <summary>The page, which another test holds against the code.</summary>
    public static string Page { get; } = File.ReadAllText(Path.Combine(Repository.Root, "docs", "telemetry.md"));

    /// <summary>The names of all series.</summary>
    public static IReadOnlySet<string> Series { get; } = InstrumentRow().Matches(Page).SelectMany(static row => SeriesOf(row.Groups["name"].Value, row.Groups["kind"].Value, row.Groups["unit"].Value)).ToHashSet();

    /// <summary>The names of all labels.</summary>
    public static IReadOnlySet<string> Labels { get; } = InstrumentRow().Matches(Page)
        .SelectMany(static row => CodeSpan().Matches(row.Groups["tags"].Value))
        .Select(static tag => tag.Groups[1].Value.Replace('.', '_'))
        .ToHashSet();

    private static IEnumerable<string> SeriesOf(string name, string kind, string unit)
    {
        var series = name.Replace('.', '_') + unit switch { "s" => "_seconds", "By" => "_bytes", _ => "" };
        return kind switch
        {
            "counter" => [series + "_total"],
            "histogram" => [series + "_bucket", series + "_count", series + "_sum"],
            "up-down counter" => [series],
            _ => throw new FormatException($"Expected a kind of instrument; got '{kind}'."),
        };
    }

    [GeneratedRegex(@"^\| `(?<name>musubi\.[a-z_.]+)` \| (?<kind>[a-z-]+(?: counter)?) \| `(?<unit>[^`]+)` \| (?<tags>[^|]*)\|", RegexOptions.Multiline)]
    private static partial Regex InstrumentRow();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex CodeSpan();
}
