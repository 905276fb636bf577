using Musubi.Grains.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Checks a silo.</summary>
public static class MusubiSiloHealthChecksBuilderExtensions
{
    /// <summary>Checks that this process' silo is a member of its cluster.</summary>
    /// <param name="builder">The health checks.</param>
    /// <remarks><c>musubi-silo</c>, with the tags <c>ready</c> and <c>startup</c>, fails until the silo has joined, and from the moment on at which the application begins to stop.
    /// <c>musubi-silo-live</c>, with the tag <c>live</c>, fails when the silo was declared dead and its process lives on.</remarks>
    public static IHealthChecksBuilder AddMusubiSilo(this IHealthChecksBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder
            .AddCheck<SiloHealthCheck>("musubi-silo", failureStatus: null, ["ready", "startup"])
            .AddCheck<SiloLivenessCheck>("musubi-silo-live", failureStatus: null, ["live"]);
    }
}
