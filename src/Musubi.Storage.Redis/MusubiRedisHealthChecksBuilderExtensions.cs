using Microsoft.Extensions.Diagnostics.HealthChecks;
using Musubi.Storage.Redis;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Checks the Redis server of durable roots.</summary>
public static class MusubiRedisHealthChecksBuilderExtensions
{
    /// <summary>Checks that the server of <c>AddMusubiRedisStorage</c> answers in time, and is not a replica.</summary>
    /// <param name="builder">The health checks.</param>
    /// <param name="name">The check's name.</param>
    /// <param name="failureStatus">What it reports when it fails; unhealthy when null.</param>
    /// <param name="tags">Its tags; <c>ready</c> when null.</param>
    public static IHealthChecksBuilder AddMusubiRedisStorage(
        this IHealthChecksBuilder builder, string name = "musubi-redis", HealthStatus? failureStatus = null, IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddCheck<RedisStorageHealthCheck>(name, failureStatus, tags ?? ["ready"]);
    }
}
