using System.Globalization;
using System.Text;

namespace Musubi.Bench.Reports;

/// <summary>What a figure may be at most, and what it was.</summary>
internal sealed record Target(string What, string Limit, string Measured, bool Holds)
{
    /// <summary>A figure against what another was in the same run.</summary>
    public static Target Ratio(string what, double figure, double yardstick, double limit) =>
        Of(what, figure / yardstick, limit, "N3");

    /// <summary>A figure by itself.</summary>
    public static Target Amount(string what, double figure, double limit) => Of(what, figure, limit, "N0");

    /// <summary>A time by itself.</summary>
    public static Target Seconds(string what, double figure, double limit) => Of(what, figure, limit, "N2");

    public static string Table(IEnumerable<Target> targets)
    {
        var markdown = new StringBuilder("| target | at most | measured | |\n| --- | ---: | ---: | --- |\n");
        foreach (var target in targets)
        {
            markdown.Append(CultureInfo.InvariantCulture, $"| {target.What} | {target.Limit} | {target.Measured} | {(target.Holds ? "holds" : "does not hold")} |\n");
        }

        return markdown.ToString();
    }

    private static Target Of(string what, double figure, double limit, string format) => new(
        what,
        limit.ToString(format, CultureInfo.InvariantCulture),
        figure.ToString(format, CultureInfo.InvariantCulture),
        figure <= limit);
}
