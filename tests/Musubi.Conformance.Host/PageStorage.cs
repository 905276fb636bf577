using Musubi.Conformance.Host.Faults;

namespace Musubi.Conformance.Host;

/// <summary>Where durable roots are kept.</summary>
internal static class PageStorage
{
    /// <summary>Uses what the settings name.</summary>
    /// <exception cref="InvalidOperationException">They name none that there is.</exception>
    public static void UseIn(ISiloBuilder silo, IConfiguration settings)
    {
        var storage = settings["Musubi:Durable"] ?? "memory";
        _ = storage.Split(':', 2) switch
        {
            ["memory"] => silo.AddMusubiMemoryStorage(),
            ["sqlite", var file] => silo.AddMusubiSqliteStorage($"Data Source={file}"),
            ["postgres", var connection] => silo.AddMusubiPostgresStorage(options => (options.ConnectionString, options.EnsureCreated) = (connection, true)),
            ["redis", var configuration] => silo.AddMusubiRedisStorage(options =>
            {
                options.Configuration = configuration;
                options.WaitForReplicas = settings.GetValue("Musubi:WaitForReplicas", options.WaitForReplicas);
            }),
            _ => throw new InvalidOperationException($"Musubi:Durable is '{storage}'; expected memory, sqlite:<file>, postgres:<connection string> or redis:<configuration>."),
        };
        if (settings["Musubi:Dies"] is { } moment)
        {
            DyingRootLog.UseIn(silo.Services, FaultPoint.Parse(moment));
        }
    }
}
