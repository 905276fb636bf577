using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Musubi.Durable;
using Musubi.Storage.Orleans;
using Orleans.Storage;

namespace Orleans.Hosting;

/// <summary>Keeps durable roots in a grain storage provider.</summary>
public static class MusubiGrainStorageSiloBuilderExtensions
{
    /// <summary>Keeps durable roots in a grain storage provider that the silo has under a name.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="provider">The provider's name, as in <c>AddMemoryGrainStorage("pages")</c>. A name that the silo does not have stops its start.</param>
    /// <remarks>It promises less than the storages made for this: its documentation says what. Called again, the last name counts.</remarks>
    public static ISiloBuilder AddMusubiGrainStorage(this ISiloBuilder silo, string provider)
    {
        ArgumentNullException.ThrowIfNull(silo);
        ArgumentException.ThrowIfNullOrEmpty(provider);
        var services = silo.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.RemoveAll<GrainStorageRootLog>();
        services.AddSingleton(host => new GrainStorageRootLog(
            host.GetKeyedService<IGrainStorage>(provider)
                ?? throw new OrleansConfigurationException($"AddMusubiGrainStorage: expected a grain storage named '{provider}', as AddMemoryGrainStorage(\"{provider}\") adds one; the silo has none of that name."),
            host.GetRequiredService<TimeProvider>()));
        if (!services.Any(static service => service.ServiceType == typeof(Registered)))
        {
            services.AddSingleton<Registered>();
            services.AddSingleton<IRootLog>(static host => host.GetRequiredService<GrainStorageRootLog>());
        }

        return silo;
    }

    private sealed class Registered;
}
