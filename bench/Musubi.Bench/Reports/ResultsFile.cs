using System.Globalization;
using System.Text;
using BenchmarkDotNet.Reports;

namespace Musubi.Bench.Reports;

/// <summary>bench/RESULTS.md: prose written by hand, and tables between marks that a run writes anew.</summary>
/// <param name="toConsole">Leaves the file alone, and shows the tables.</param>
internal sealed class ResultsFile(bool toConsole)
{
    private readonly string _path = Path.Combine(Repository(), "bench", "RESULTS.md");

    public void Write(string table, Summary summary) => Write(table, Markdown(summary));

    public void Write(string table, string content)
    {
        if (toConsole)
        {
            Console.WriteLine($"{table}:\n\n{content}");
            return;
        }

        var (start, end) = ($"<!-- {table} -->", $"<!-- /{table} -->");
        var text = File.ReadAllText(_path);
        var from = text.IndexOf(start, StringComparison.Ordinal) + start.Length;
        var to = text.IndexOf(end, StringComparison.Ordinal);
        if (from < start.Length || to < from)
        {
            throw new InvalidOperationException($"Expected {start} and {end} in {_path}.");
        }

        File.WriteAllText(_path, $"{text[..from]}\n{content}{text[to..]}");
    }

    private static string Markdown(Summary summary)
    {
        var parameters = summary.Reports[0].BenchmarkCase.Parameters.Items.Select(static item => item.Name).ToList();
        var markdown = new StringBuilder();
        markdown.Append(CultureInfo.InvariantCulture, $"| {string.Join(" | ", parameters)} | what | ns | bytes allocated |\n");
        markdown.Append(CultureInfo.InvariantCulture, $"|{string.Concat(parameters.Select(static _ => " --- |"))} --- | ---: | ---: |\n");
        foreach (var report in summary.Reports)
        {
            var statistics = report.ResultStatistics ?? throw new InvalidOperationException($"{report.BenchmarkCase.DisplayInfo} has no result.");
            markdown.Append(
                CultureInfo.InvariantCulture,
                $"| {string.Join(" | ", report.BenchmarkCase.Parameters.Items.Select(static item => Words(item.Value)))} | {report.BenchmarkCase.Descriptor.WorkloadMethodDisplayInfo.Trim('\'')} | {statistics.Min:N0} | {report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase):N0} |\n");
        }

        return markdown.ToString();
    }

    private static string Words(object? value) => value switch
    {
        int number => number.ToString("N0", CultureInfo.InvariantCulture),
        _ => WireJson.Naming.ConvertName(value?.ToString() ?? "").Replace('_', ' '),
    };

    private static string Repository()
    {
        var directory = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(directory, "Musubi.Orleans.sln")))
        {
            directory = Path.GetDirectoryName(directory) ?? throw new InvalidOperationException("Expected to run from inside the repository.");
        }

        return directory;
    }
}
