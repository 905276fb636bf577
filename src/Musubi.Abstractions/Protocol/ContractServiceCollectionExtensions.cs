using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OrleansCodeGen.Musubi.Protocol;

namespace Musubi.Protocol;

/// <summary>Registers what both sides of the grain contract need of it. Applications do not call it: <c>AddMusubi</c> and <c>AddMusubiGateway</c> do.</summary>
public static class ContractServiceCollectionExtensions
{
    /// <summary>Shares what copies the arguments of grain calls among all references to roots.</summary>
    /// <param name="services">The services of a silo or of a gateway. Calling again adds nothing.</param>
    /// <returns>The same services.</returns>
    /// <remarks>Every reference to a root looks for what copies the arguments of its calls, and makes a copier of its own, which it keeps, where there is
    /// none among the services. There is a reference for each mounted root, and on the silo another for each that is subscribed to a topic.</remarks>
    public static IServiceCollection AddMusubiContracts(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton<Copier_AttachRequest>();
        services.TryAddSingleton<Copier_InfoMessage>();
        services.TryAddSingleton<Copier_MountRequest>();
        services.TryAddSingleton<Copier_SendUpdateRequest>();
        return services;
    }
}
