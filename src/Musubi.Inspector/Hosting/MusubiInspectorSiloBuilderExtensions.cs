using Microsoft.Extensions.DependencyInjection;
using Musubi.Inspector.Cluster;
using Musubi.Inspector.Roots;
using Musubi.Inspector.Stores;

namespace Orleans.Hosting;

/// <summary>Adds the inspector to a silo.</summary>
public static class MusubiInspectorSiloBuilderExtensions
{
    /// <summary>Lets operators see the roots of this silo, and hosts the page's own stores. Call it beside <c>AddMusubi</c>, in every silo.</summary>
    /// <remarks>It costs nothing while nobody looks. A gateway in the same process needs no call of its own.</remarks>
    public static ISiloBuilder AddMusubiInspector(this ISiloBuilder silo)
    {
        ArgumentNullException.ThrowIfNull(silo);
        if (silo.Services.Any(static service => service.ServiceType == typeof(LocalRoots)))
        {
            return silo;
        }

        silo.AddMusubi<InspectorSocket>();
        silo.Services.AddSingleton<RootUsers>();
        silo.Services.AddSingleton<RedactedKeys>();
        silo.Services.AddSingleton<LocalRoots>();
        silo.Services.AddSingleton<RootDescriber>();
        silo.Services.AddSingleton<InspectorServiceClient>();
        silo.Services.AddSingleton<ClusterRoots>();
        silo.Services.AddGrainService<InspectorService>();
        silo.Services.AddMusubiInspector();
        return silo;
    }
}
