using System.Globalization;
using System.Text;
using Musubi.Bench.Reports;

namespace Musubi.Bench.Returns;

/// <summary>What pages that come back and roots that move found.</summary>
internal sealed class ReturnReport(IReadOnlyList<ReturnSample> returns, IReadOnlyList<GatewayDeathSample> deaths, IReadOnlyList<MoveSample> moves)
{
    public string Table()
    {
        var markdown = new StringBuilder("| what | median | least to greatest |\n| --- | ---: | ---: |\n");
        Add("µs of CPU to open a page that may come back", "N0", Spread.Of(returns.Select(static sample => sample.OpenCpu)));
        Add("µs of CPU to resume a live root", "N0", Spread.Of(returns.Select(static sample => sample.ReturnCpu)));
        Add($"s until {deaths[0].Pages:N0} pages are back after their gateway died", "N2", Of(deaths, static sample => sample.AllBack));
        Add("s of the longest join among them", "N2", Of(deaths, static sample => sample.LongestJoin));
        Add("roots that a silo had which stopped", "N0", Of(moves, static sample => sample.Roots));
        Add("s until it had moved them and was gone", "N2", Of(moves, static sample => sample.Stop));
        Add("s of the longest command meanwhile", "N2", Of(moves, static sample => sample.LongestCall));
        return markdown.ToString();

        void Add(string what, string format, Spread figure) => markdown.Append(
            CultureInfo.InvariantCulture,
            $"| {what} | {figure.Median.ToString(format, CultureInfo.InvariantCulture)} | {figure.Least.ToString(format, CultureInfo.InvariantCulture)} to {figure.Greatest.ToString(format, CultureInfo.InvariantCulture)} |\n");
    }

    public IEnumerable<Target> Targets() =>
        [
            Target.Ratio("CPU to resume a live root, to opening one", Spread.Of(returns.Select(static sample => sample.ReturnCpu)).Median, Spread.Of(returns.Select(static sample => sample.OpenCpu)).Median, 1.0),
            Target.Seconds($"s until {deaths[0].Pages:N0} pages are back after their gateway died", Of(deaths, static sample => sample.AllBack).Median, 6),
            Target.Seconds("s of the longest join among them, beyond which clients give up", Of(deaths, static sample => sample.LongestJoin).Greatest, 10),
            Target.Seconds($"s to move the roots of a silo that stops, {Of(moves, static sample => sample.Roots).Median:N0} of them", Of(moves, static sample => sample.Stop).Median, 4),
            Target.Seconds("s of the longest command meanwhile", Of(moves, static sample => sample.LongestCall).Median, 0.5),
        ];

    private static Spread Of<T>(IReadOnlyList<T> samples, Func<T, double> figure) => Spread.Of(samples.Select(figure));
}
