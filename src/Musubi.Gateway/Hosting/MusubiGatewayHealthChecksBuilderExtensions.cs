using Musubi.Gateway.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Checks a gateway.</summary>
public static class MusubiGatewayHealthChecksBuilderExtensions
{
    /// <summary>Checks that this process' gateway takes sockets.</summary>
    /// <param name="builder">The health checks.</param>
    /// <remarks><c>musubi-gateway</c>, with the tags <c>ready</c> and <c>startup</c>, fails while no silo answers, and from the moment on at which the application begins to stop, which is
    /// before the first socket is told.</remarks>
    public static IHealthChecksBuilder AddMusubiGateway(this IHealthChecksBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddCheck<GatewayHealthCheck>("musubi-gateway", failureStatus: null, ["ready", "startup"]);
    }
}
