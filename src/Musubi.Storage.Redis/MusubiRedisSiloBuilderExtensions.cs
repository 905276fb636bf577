using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Musubi.Configuration;
using Musubi.Durable;
using Musubi.Storage.Redis;

namespace Orleans.Hosting;

/// <summary>Keeps durable roots in Redis.</summary>
public static class MusubiRedisSiloBuilderExtensions
{
    /// <summary>Keeps durable roots in Redis, as section <c>Musubi:Storage:Redis</c> of the configuration says.</summary>
    public static ISiloBuilder AddMusubiRedisStorage(this ISiloBuilder silo) => silo.AddMusubiRedisStorage(static _ => { });

    /// <summary>Keeps durable roots in Redis.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="configuration">How the server is reached: <c>redis:6379,password=...</c>.</param>
    public static ISiloBuilder AddMusubiRedisStorage(this ISiloBuilder silo, string configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return silo.AddMusubiRedisStorage(options => options.Configuration = configuration);
    }

    /// <summary>Keeps durable roots in Redis.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="configure">Sets options, over those of section <c>Musubi:Storage:Redis</c> of the configuration.</param>
    /// <remarks>Called again, it changes the options of before. A server that does not answer stops the silo's start.</remarks>
    public static ISiloBuilder AddMusubiRedisStorage(this ISiloBuilder silo, Action<RedisStorageOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(silo);
        ArgumentNullException.ThrowIfNull(configure);
        var services = silo.Services;
        services.AddOptionsOf<RedisStorageOptions>("Musubi:Storage:Redis").Configure(configure).ValidateOnStart();
        if (services.Any(static service => service.ServiceType == typeof(RedisConnection)))
        {
            return silo;
        }

        services.AddSingleton<IValidateOptions<RedisStorageOptions>, RedisStorageOptionsValidator>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddMetrics();
        services.AddSingleton<RedisMetrics>();
        services.AddSingleton<RedisConnection>();
        services.AddSingleton<IRootLog, RedisRootLog>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, RedisStorageStart>();
        return silo;
    }
}
