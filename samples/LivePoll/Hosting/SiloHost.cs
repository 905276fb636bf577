using LivePoll.Polls;
using LivePoll.Storage;
using Orleans.Providers;
using Orleans.Runtime.Hosting;
using Orleans.Storage;
using StackExchange.Redis;

namespace LivePoll.Hosting;

/// <summary>What keeps the state of pages, and the polls.</summary>
internal static class SiloHost
{
    /// <summary>A silo alone.</summary>
    public static IHost Build(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        // Its only pages are its probes, at an address of their own: the one that launchSettings.json and the command line have is the gateway's.
        builder.WebHost.UseUrls(builder.Configuration["Musubi:Probes"] ?? "http://127.0.0.1:0");
        var database = builder.AddStorage();
        builder.UseOrleans(silo => silo.AddLivePoll(builder.Configuration, Role.Silo, database));
        builder.Services.AddHealthChecks().AddMusubiSilo();
        builder.AddTelemetry();
        var app = builder.Build();
        app.MapMusubiHealthChecks();
        return app;
    }

    /// <summary>Makes a process a silo.</summary>
    /// <param name="database">The file of the polls. What is kept of pages is beside it.</param>
    public static void AddLivePoll(this ISiloBuilder silo, IConfiguration settings, Role role, string database)
    {
        silo.FindOthers(settings, role);
        silo.AddMusubi<UserSocket>();
        silo.AddOutgoingGrainCallFilter<CallsAskedAgain>();
        silo.AddMusubiInspector();
        if (settings.GetConnectionString("Redis") is { } redis)
        {
            // Silos on several machines share no file.
            silo.AddRedisGrainStorageAsDefault(storage => storage.Configure<IServiceProvider>((options, services) =>
            {
                options.ConfigurationOptions = ConfigurationOptions.Parse(redis);
                options.GrainStorageSerializer = ActivatorUtilities.CreateInstance<OrleansGrainStorageSerializer>(services);
            }));
            silo.AddMusubiRedisStorage(redis);
            silo.Services.AddHealthChecks().AddMusubiRedisStorage();
        }
        else
        {
            // What is not said otherwise is kept by the grain storage of this name.
            silo.Services.AddGrainStorage(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME, static (services, _) => ActivatorUtilities.CreateInstance<DatabaseGrainStorage>(services));
            silo.AddMusubiSqliteStorage(StorageHosting.PagesIn(database));
            silo.Services.AddHealthChecks().AddMusubiSqliteStorage();
        }

        silo.AddStartupTask<ExamplePolls>();
    }
}
