using BenchmarkDotNet.Reports;
using Musubi.Bench.Reports;

namespace Musubi.Bench.Parts;

/// <summary>What a change costs in lists of different lengths.</summary>
internal sealed class RowsReport(Summary summary)
{
    public string Table() => summary.Markdown();

    public IEnumerable<Target> Targets() =>
        [
            Target.Amount(
                "ns to handle a command, render 100 rows and write the patch of the one leaf that it changed",
                summary.Reports.Single(static report => report.BenchmarkCase.Parameters[nameof(RowsBenchmark.Rows)].Equals(100)).Nanoseconds().Median,
                2_500),
        ];
}
