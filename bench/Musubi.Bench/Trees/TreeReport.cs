using System.Globalization;
using System.Text;
using Musubi.Bench.Reports;

namespace Musubi.Bench.Trees;

/// <summary>How what a command costs depends on the tree that it runs in.</summary>
internal sealed class TreeReport(IReadOnlyList<TreeSample> samples)
{
    public string Table()
    {
        var markdown = new StringBuilder("| stores | shape | ns, median | ns, fastest | bytes allocated |\n| ---: | --- | ---: | ---: | ---: |\n");
        foreach (var sample in samples)
        {
            markdown.Append(
                CultureInfo.InvariantCulture,
                $"| {sample.Stores:N0} | {Words(sample.Shape)} | {sample.Nanoseconds.Median:N0} | {sample.Nanoseconds.Least:N0} | {sample.Bytes:N0} |\n");
        }

        return markdown.ToString();
    }

    public IEnumerable<Target> Targets() => samples
        .GroupBy(static sample => sample.Shape)
        .Select(static shape => Target.Ratio(
            $"ns per change of a leaf, {shape.Max(static sample => sample.Stores):N0} stores to {shape.Min(static sample => sample.Stores):N0}, {Words(shape.Key)}",
            shape.MaxBy(static sample => sample.Stores)!.Nanoseconds.Median,
            shape.MinBy(static sample => sample.Stores)!.Nanoseconds.Median,
            2));

    private static string Words(TreeShape shape) => WireJson.Naming.ConvertName(shape.ToString()).Replace('_', ' ');
}
