using LivePoll.Polls;
using LivePoll.Storage;
using Orleans.Providers;
using Orleans.Runtime.Hosting;

namespace LivePoll.Hosting;

/// <summary>What keeps the state of pages, and the polls.</summary>
internal static class SiloHost
{
    /// <summary>A silo alone.</summary>
    public static IHost Build(string[] args)
    {
        var builder = Host.CreateApplicationBuilder(args);
        var database = builder.AddStorage();
        builder.UseOrleans(silo => silo.AddLivePoll(builder.Configuration, Role.Silo, database));
        return builder.Build();
    }

    /// <summary>Makes a process a silo.</summary>
    /// <param name="database">The file of the polls. What is kept of pages is beside it.</param>
    public static void AddLivePoll(this ISiloBuilder silo, IConfiguration settings, Role role, string database)
    {
        silo.FindOthers(settings, role);
        // What is not said otherwise is kept by the grain storage of this name.
        silo.Services.AddGrainStorage(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME, static (services, _) => ActivatorUtilities.CreateInstance<DatabaseGrainStorage>(services));
        silo.AddMusubi<UserSocket>();
        silo.AddMusubiSqliteStorage(StorageHosting.PagesIn(database));
        silo.AddStartupTask<ExamplePolls>();
    }
}
