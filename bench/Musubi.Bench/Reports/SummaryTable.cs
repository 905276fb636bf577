using System.Globalization;
using System.Text;
using BenchmarkDotNet.Mathematics;
using BenchmarkDotNet.Reports;

namespace Musubi.Bench.Reports;

/// <summary>What BenchmarkDotNet found.</summary>
internal static class SummaryTable
{
    /// <summary>A row for each benchmark and each value of its parameters.</summary>
    public static string Markdown(this Summary summary)
    {
        var parameters = summary.Reports[0].BenchmarkCase.Parameters.Items.Select(static item => item.Name).ToList();
        var markdown = new StringBuilder();
        markdown.Append(CultureInfo.InvariantCulture, $"| {string.Concat(parameters.Select(static name => $"{name} | "))}what | ns, median | ns, fastest | bytes allocated |\n");
        markdown.Append(CultureInfo.InvariantCulture, $"|{string.Concat(parameters.Select(static _ => " --- |"))} --- | ---: | ---: | ---: |\n");
        foreach (var report in summary.Reports)
        {
            var values = report.BenchmarkCase.Parameters.Items.Select(static item => $"{Words(item.Value)} | ");
            var nanoseconds = report.Nanoseconds();
            markdown.Append(
                CultureInfo.InvariantCulture,
                $"| {string.Concat(values)}{report.BenchmarkCase.Descriptor.WorkloadMethodDisplayInfo.Trim('\'')} | {nanoseconds.Median:N0} | {nanoseconds.Min:N0} | {report.Bytes():N0} |\n");
        }

        return markdown.ToString();
    }

    public static Statistics Nanoseconds(this BenchmarkReport report) =>
        report.ResultStatistics ?? throw new InvalidOperationException($"{report.BenchmarkCase.DisplayInfo} has no result.");

    public static long Bytes(this BenchmarkReport report) => report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase).GetValueOrDefault();

    private static string Words(object? value) => value switch
    {
        int number => number.ToString("N0", CultureInfo.InvariantCulture),
        _ => WireJson.Naming.ConvertName(value?.ToString() ?? "").Replace('_', ' '),
    };
}
