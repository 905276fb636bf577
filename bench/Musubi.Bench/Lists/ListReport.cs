using BenchmarkDotNet.Reports;
using Musubi.Bench.Reports;

namespace Musubi.Bench.Lists;

/// <summary>How long it takes to find the patch of a list.</summary>
internal sealed class ListReport(Summary summary)
{
    public string Table() => summary.Markdown();

    public IEnumerable<Target> Targets() =>
        [
            Target.Amount("bytes allocated to find that nothing has changed", OfProduct(Change.Nothing).Bytes(), 0),
            Target.Amount("ns to compare 1,000 rows with one more at their head, and to write the operation", OfProduct(Change.InsertAtHeadOfThousand).Nanoseconds().Median, 60_000),
        ];

    private BenchmarkReport OfProduct(Change change) => summary.Reports.Single(report =>
        report.BenchmarkCase.Descriptor.WorkloadMethod.Name == nameof(ListBenchmark.Product) && report.BenchmarkCase.Parameters[nameof(ListBenchmark.Change)].Equals(change));
}
