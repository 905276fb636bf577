using System.Globalization;
using System.Text;
using BenchmarkDotNet.Reports;

namespace Musubi.Bench.Reports;

/// <summary>bench/RESULTS.md: prose written by hand, and between marks the tables and plots that a run writes anew.</summary>
/// <param name="directory">Where it is, or null to show the tables on the console, and have the plots among the temporary files.</param>
internal sealed class ResultsFile(string? directory)
{
    /// <summary>That of the repository.</summary>
    public static ResultsFile Kept() => new(Path.Combine(Repository(), "bench"));

    /// <summary>Leaves the repository's alone.</summary>
    public static ResultsFile Shown() => new(null);

    public void Write(string table, Summary summary) => Write(table, Markdown(summary));

    /// <summary>Writes a plot beside the file, and shows it there.</summary>
    public void Plot(string plot, string alternative, string svg)
    {
        var path = Path.Combine(directory ?? Path.GetTempPath(), $"{plot}.svg");
        File.WriteAllText(path, svg);
        Write($"plot {plot}", $"![{alternative}]({(directory is null ? path : Path.GetFileName(path))})\n");
    }

    public void Write(string table, string content)
    {
        if (directory is null)
        {
            Console.WriteLine($"{table}:\n\n{content}");
            return;
        }

        var path = Path.Combine(directory, "RESULTS.md");
        var (start, end) = ($"<!-- {table} -->", $"<!-- /{table} -->");
        var text = File.ReadAllText(path);
        var from = text.IndexOf(start, StringComparison.Ordinal) + start.Length;
        var to = text.IndexOf(end, StringComparison.Ordinal);
        if (from < start.Length || to < from)
        {
            throw new InvalidOperationException($"Expected {start} and {end} in {path}.");
        }

        File.WriteAllText(path, $"{text[..from]}\n{content}{text[to..]}");
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
