using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Musubi.Inspector.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers what <c>MapMusubiInspector</c> needs.</summary>
public static class MusubiInspectorServiceCollectionExtensions
{
    /// <summary>Adds the inspector's page to a gateway, beside <c>AddMusubiGateway</c>. One in a silo's process has it already.</summary>
    /// <param name="services">The services.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddMusubiInspector(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton<InspectorFiles>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, EndpointCheck>());
        return services;
    }
}
