using Microsoft.Extensions.Diagnostics.HealthChecks;
using Musubi.Storage.Sqlite;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Checks the SQLite file of durable roots.</summary>
public static class MusubiSqliteHealthChecksBuilderExtensions
{
    /// <summary>Checks that the file of <c>AddMusubiSqliteStorage</c> can be read, and that nobody keeps it from being written.</summary>
    /// <param name="builder">The health checks.</param>
    /// <param name="name">The check's name.</param>
    /// <param name="failureStatus">What it reports when it fails; unhealthy when null.</param>
    /// <param name="tags">Its tags; <c>ready</c> when null.</param>
    public static IHealthChecksBuilder AddMusubiSqliteStorage(
        this IHealthChecksBuilder builder, string name = "musubi-sqlite", HealthStatus? failureStatus = null, IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddCheck<SqliteStorageHealthCheck>(name, failureStatus, tags ?? ["ready"]);
    }
}
