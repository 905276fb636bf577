using Microsoft.Extensions.Diagnostics.HealthChecks;
using Musubi.Storage.Postgres;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Checks the PostgreSQL server of durable roots.</summary>
public static class MusubiPostgresHealthChecksBuilderExtensions
{
    /// <summary>Checks that the server of <c>AddMusubiPostgresStorage</c> answers in time, and is not a replica.</summary>
    /// <param name="builder">The health checks.</param>
    /// <param name="name">The check's name.</param>
    /// <param name="failureStatus">What it reports when it fails; unhealthy when null.</param>
    /// <param name="tags">Its tags; <c>ready</c> when null.</param>
    public static IHealthChecksBuilder AddMusubiPostgresStorage(
        this IHealthChecksBuilder builder, string name = "musubi-postgres", HealthStatus? failureStatus = null, IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddCheck<PostgresStorageHealthCheck>(name, failureStatus, tags ?? ["ready"]);
    }
}
