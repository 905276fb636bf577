using Microsoft.Extensions.Options;
using Npgsql;

namespace Musubi.Storage.Postgres;

/// <summary>Reports every option that is out of its range, at start-up.</summary>
internal sealed class PostgresStorageOptionsValidator : IValidateOptions<PostgresStorageOptions>
{
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(60);

    public ValidateOptionsResult Validate(string? name, PostgresStorageOptions options)
    {
        var problems = new ValidateOptionsResultBuilder();
        if (ProblemOf(options.ConnectionString) is { } problem)
        {
            problems.AddError(problem, nameof(options.ConnectionString));
        }

        if (options.Timeout < Least || options.Timeout > Most)
        {
            problems.AddError($"Expected {Least} to {Most}; got {options.Timeout}.", nameof(options.Timeout));
        }

        return problems.Build();
    }

    // What was given is not repeated: it may hold a password.
    private static string? ProblemOf(string? connectionString)
    {
        try
        {
            return string.IsNullOrWhiteSpace(new NpgsqlConnectionStringBuilder(connectionString).Host)
                ? "Expected a connection string that names a host, as 'Host=db;Database=app;Username=app'; got none."
                : null;
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or InvalidCastException)
        {
            return "Expected a connection string of Npgsql, as 'Host=db;Database=app;Username=app'; got one that cannot be read.";
        }
    }
}
