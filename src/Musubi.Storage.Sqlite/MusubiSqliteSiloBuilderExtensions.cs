using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Musubi.Configuration;
using Musubi.Durable;
using Musubi.Storage.Sqlite;

namespace Orleans.Hosting;

/// <summary>Keeps durable roots in an SQLite file.</summary>
public static class MusubiSqliteSiloBuilderExtensions
{
    /// <summary>Keeps durable roots in an SQLite file of this machine, as section <c>Musubi:Storage:Sqlite</c> of the configuration says.</summary>
    public static ISiloBuilder AddMusubiSqliteStorage(this ISiloBuilder silo) => silo.AddMusubiSqliteStorage(static _ => { });

    /// <summary>Keeps durable roots in an SQLite file of this machine.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="connectionString">Names the file: <c>Data Source=pages.db</c>.</param>
    public static ISiloBuilder AddMusubiSqliteStorage(this ISiloBuilder silo, string connectionString)
    {
        ArgumentNullException.ThrowIfNull(connectionString);
        return silo.AddMusubiSqliteStorage(options => options.ConnectionString = connectionString);
    }

    /// <summary>Keeps durable roots in an SQLite file of this machine.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="configure">Sets options, over those of section <c>Musubi:Storage:Sqlite</c> of the configuration.</param>
    /// <remarks>Called again, it changes the options of before. A file that cannot be used stops the silo's start.</remarks>
    public static ISiloBuilder AddMusubiSqliteStorage(this ISiloBuilder silo, Action<SqliteStorageOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(silo);
        ArgumentNullException.ThrowIfNull(configure);
        var services = silo.Services;
        services.AddOptionsOf<SqliteStorageOptions>("Musubi:Storage:Sqlite").Configure(configure).ValidateOnStart();
        if (services.Any(static service => service.ServiceType == typeof(SqliteRootLog)))
        {
            return silo;
        }

        services.AddSingleton<IValidateOptions<SqliteStorageOptions>, SqliteStorageOptionsValidator>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddMetrics();
        services.AddSingleton<SqliteMetrics>();
        services.AddSingleton<SqliteRootLog>();
        services.AddSingleton<IRootLog>(static provider => provider.GetRequiredService<SqliteRootLog>());
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, SqliteStorageStart>();
        return silo;
    }
}
