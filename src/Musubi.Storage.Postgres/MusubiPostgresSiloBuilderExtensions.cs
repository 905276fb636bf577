using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Musubi.Configuration;
using Musubi.Durable;
using Musubi.Storage.Postgres;

namespace Orleans.Hosting;

/// <summary>Keeps durable roots in PostgreSQL.</summary>
public static class MusubiPostgresSiloBuilderExtensions
{
    /// <summary>Keeps durable roots in PostgreSQL, as section <c>Musubi:Storage:Postgres</c> of the configuration says.</summary>
    public static ISiloBuilder AddMusubiPostgresStorage(this ISiloBuilder silo) => silo.AddMusubiPostgresStorage(static _ => { });

    /// <summary>Keeps durable roots in PostgreSQL.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="connectionString">How the server is reached: <c>Host=db;Database=app;Username=app;Password=...</c>.</param>
    public static ISiloBuilder AddMusubiPostgresStorage(this ISiloBuilder silo, string connectionString)
    {
        ArgumentNullException.ThrowIfNull(connectionString);
        return silo.AddMusubiPostgresStorage(options => options.ConnectionString = connectionString);
    }

    /// <summary>Keeps durable roots in PostgreSQL.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="configure">Sets options, over those of section <c>Musubi:Storage:Postgres</c> of the configuration.</param>
    /// <remarks>Called again, it changes the options of before. A server that does not answer, or has no tables, stops the silo's start.</remarks>
    public static ISiloBuilder AddMusubiPostgresStorage(this ISiloBuilder silo, Action<PostgresStorageOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(silo);
        ArgumentNullException.ThrowIfNull(configure);
        var services = silo.Services;
        services.AddOptionsOf<PostgresStorageOptions>("Musubi:Storage:Postgres").Configure(configure).ValidateOnStart();
        if (services.Any(static service => service.ServiceType == typeof(PostgresConnections)))
        {
            return silo;
        }

        services.AddSingleton<IValidateOptions<PostgresStorageOptions>, PostgresStorageOptionsValidator>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddMetrics();
        services.AddSingleton<PostgresMetrics>();
        services.AddSingleton<PostgresConnections>();
        services.AddSingleton<IRootLog, PostgresRootLog>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, PostgresStorageStart>();
        return silo;
    }
}
