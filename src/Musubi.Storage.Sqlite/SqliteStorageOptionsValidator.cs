using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;

namespace Musubi.Storage.Sqlite;

/// <summary>Reports every option that is out of its range, at start-up.</summary>
internal sealed class SqliteStorageOptionsValidator : IValidateOptions<SqliteStorageOptions>
{
    private const long LeastBytes = 1L << 20;
    private const long MostBytes = 1L << 44;

    private static readonly TimeSpan LeastTimeout = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MostTimeout = TimeSpan.FromSeconds(60);

    public ValidateOptionsResult Validate(string? name, SqliteStorageOptions options)
    {
        var problems = new ValidateOptionsResultBuilder();
        if (ProblemOf(options.ConnectionString) is { } problem)
        {
            problems.AddError(problem, nameof(options.ConnectionString));
        }

        if (options.BusyTimeout < LeastTimeout || options.BusyTimeout > MostTimeout)
        {
            problems.AddError($"Expected {LeastTimeout} to {MostTimeout}; got {options.BusyTimeout}.", nameof(options.BusyTimeout));
        }

        if (options.MaxBytes is < LeastBytes or > MostBytes)
        {
            problems.AddError($"Expected {LeastBytes} to {MostBytes}; got {options.MaxBytes}.", nameof(options.MaxBytes));
        }

        return problems.Build();
    }

    // Only the file is named: the rest may hold a password.
    private static string? ProblemOf(string? connectionString)
    {
        SqliteConnectionStringBuilder parsed;
        try
        {
            parsed = new SqliteConnectionStringBuilder(connectionString);
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or InvalidOperationException)
        {
            return "Expected a connection string of SQLite, as 'Data Source=pages.db'; got one that cannot be read.";
        }

        var file = parsed.DataSource;
        if (string.IsNullOrWhiteSpace(file))
        {
            return "Expected a connection string that names a file, as 'Data Source=pages.db'; got none.";
        }

        if (parsed.Mode == SqliteOpenMode.Memory || file == ":memory:" || file.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
        {
            return $"Expected the path of a file, which outlives the process; got '{file}'.";
        }

        if (parsed.Mode == SqliteOpenMode.ReadOnly)
        {
            return "Expected a file that can be written; got Mode=ReadOnly.";
        }

        if (parsed.Cache == SqliteCacheMode.Shared)
        {
            return "Expected a connection string without a shared cache, which does not wait for other writers; got Cache=Shared.";
        }

        var folder = Path.GetDirectoryName(Path.GetFullPath(file));
        return folder is null || !Directory.Exists(folder) ? $"Expected a file in a folder that exists; got '{file}'." : null;
    }
}
