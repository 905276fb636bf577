using BenchmarkDotNet.Reports;
using Musubi.Bench.Reports;

namespace Musubi.Bench.Parts;

/// <summary>What the parts of a command cost.</summary>
internal sealed class PartReport(Summary summary)
{
    public string Table() => summary.Markdown();

    public IEnumerable<Target> Targets() =>
        [
            Target.Amount(
                "ns to handle a command, render 100 rows and write the patch of the one leaf that it changed",
                summary.Reports.Single(static report => report.BenchmarkCase.Descriptor.WorkloadMethod.Name == nameof(PartBenchmark.RenderRows)).Nanoseconds().Median,
                2_500),
        ];
}
