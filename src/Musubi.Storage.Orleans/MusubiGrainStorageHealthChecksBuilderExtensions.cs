using Microsoft.Extensions.Diagnostics.HealthChecks;
using Musubi.Storage.Orleans;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Checks the grain storage of durable roots.</summary>
public static class MusubiGrainStorageHealthChecksBuilderExtensions
{
    /// <summary>Checks that the provider of <c>AddMusubiGrainStorage</c> can be read.</summary>
    /// <param name="builder">The health checks.</param>
    /// <param name="name">The check's name.</param>
    /// <param name="failureStatus">What it reports when it fails; unhealthy when null.</param>
    /// <param name="tags">Its tags; <c>ready</c> when null.</param>
    public static IHealthChecksBuilder AddMusubiGrainStorage(
        this IHealthChecksBuilder builder, string name = "musubi-grain-storage", HealthStatus? failureStatus = null, IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddCheck<GrainStorageHealthCheck>(name, failureStatus, tags ?? ["ready"]);
    }
}
