using Microsoft.Extensions.DependencyInjection.Extensions;
using Musubi.Serialization;
using Orleans.Serialization.Cloning;
using Orleans.Serialization.Serializers;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers how values that stores keep are sent between processes.</summary>
public static class MusubiSerializationServiceCollectionExtensions
{
    /// <summary>Lets Orleans send lists that were written as collection expressions: <c>IReadOnlyList&lt;int&gt; list = [1, 2]</c>, also inside records.</summary>
    /// <remarks>A silo's <c>AddMusubi</c> and a gateway's <c>AddMusubiGateway</c> do this. A process that has an Orleans client alone, and sends such lists to stores, calls
    /// it for itself; one that does not still reads them.</remarks>
    /// <param name="services">The services of the silo or the client. Calling again changes nothing.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddMusubiSerialization(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IGeneralizedCodec, HiddenListCodec>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IGeneralizedCopier, HiddenListCodec>());
        return services;
    }
}
