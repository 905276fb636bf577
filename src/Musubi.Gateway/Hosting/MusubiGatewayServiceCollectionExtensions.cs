using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Musubi.Configuration;
using Musubi.Gateway;
using Musubi.Gateway.Diagnostics;
using Musubi.Gateway.Hosting;
using Musubi.Gateway.Resume;
using Musubi.Gateway.Roots;
using Musubi.Gateway.Sockets;
using Musubi.Gateway.Uploads;
using Musubi.Services;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the gateway.</summary>
public static class MusubiGatewayServiceCollectionExtensions
{
    /// <summary>Adds what <c>MapMusubi</c> needs, besides an Orleans silo (<c>UseOrleans</c>) or client (<c>UseOrleansClient</c>) in the same services.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets options, over those of section <c>Musubi:Gateway</c> of the configuration. Calling again adds to what earlier calls set.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddMusubiGateway(this IServiceCollection services, Action<MusubiGatewayOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = services.AddOptionsOf<MusubiGatewayOptions>("Musubi:Gateway").ValidateOnStart();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<MusubiGatewayOptions>, MusubiGatewayOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.AddMetrics();
        services.TryAddSingleton<GatewayMetrics>();
        services.TryAddSingleton<GatewayLoggers>();
        services.AddMusubiUploads();
        services.AddMusubiSerialization();
        services.AddDataProtection();
        services.TryAddSingleton<UploadFiles>();
        services.TryAddSingleton<UploadTokens>();
        services.TryAddSingleton<UploadPages>();
        services.TryAddSingleton<GatewayUploads>();
        services.TryAddSingleton<ChannelRoutes>();
        services.AddHostedService<UploadHousekeeping>();
        services.AddMusubiContracts();
        services.TryAddSingleton<RootRegistry>();
        services.TryAddSingleton<SharedMisses>();
        services.TryAddSingleton<SocketRegistry>();
        services.TryAddSingleton<ConnectHandler>();
        services.TryAddSingleton(new ServiceLifetimes(services));
        services.TryAddSingleton<SocketFactory>();
        services.AddHostedService<DisconnectListener>();
        services.AddHostedService<SocketDrain>();
        return services;
    }
}
