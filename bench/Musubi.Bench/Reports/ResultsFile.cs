namespace Musubi.Bench.Reports;

/// <summary>bench/RESULTS.md: prose written by hand, and between marks the tables and plots that a run writes anew.</summary>
/// <param name="directory">Where it is, or null to show the tables on the console, and have the plots among the temporary files.</param>
internal sealed class ResultsFile(string? directory)
{
    /// <summary>That of the repository.</summary>
    public static ResultsFile Kept() => new(Path.Combine(Repository(), "bench"));

    /// <summary>Leaves the repository's alone.</summary>
    public static ResultsFile Shown() => new(null);

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
