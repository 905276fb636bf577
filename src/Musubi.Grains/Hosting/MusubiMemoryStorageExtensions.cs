using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Musubi.Durable;
using Musubi.Grains.Durable;

namespace Orleans.Hosting;

/// <summary>Keeps durable roots in memory.</summary>
public static class MusubiMemoryStorageExtensions
{
    /// <summary>Keeps durable roots in this process' memory. They outlive their activations and nothing else: for development, and for tests.</summary>
    public static ISiloBuilder AddMusubiMemoryStorage(this ISiloBuilder silo)
    {
        ArgumentNullException.ThrowIfNull(silo);
        silo.Services.TryAddSingleton(TimeProvider.System);
        silo.Services.AddSingleton<IRootLog, MemoryRootLog>();
        return silo;
    }
}
