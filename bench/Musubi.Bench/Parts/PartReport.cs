using BenchmarkDotNet.Reports;
using Musubi.Bench.Reports;

namespace Musubi.Bench.Parts;

/// <summary>What the parts of a command cost.</summary>
internal sealed class PartReport(Summary summary)
{
    public string Table() => summary.Markdown();
}
