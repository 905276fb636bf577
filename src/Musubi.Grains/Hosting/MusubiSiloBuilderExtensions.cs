using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Musubi;
using Musubi.Configuration;
using Musubi.Grains;
using Musubi.Grains.Diagnostics;
using Musubi.Grains.Durable;
using Musubi.Grains.Hosting;
using Musubi.Grains.Nodes;
using Musubi.Grains.Pushes;
using Musubi.Grains.Resume;
using Musubi.Grains.Services;
using Musubi.Grains.Stores;
using Musubi.Grains.Topics;
using Orleans.Configuration;
using Orleans.GrainDirectory;
using Polly.Telemetry;

namespace Orleans.Hosting;

/// <summary>Adds Musubi to a silo.</summary>
public static class MusubiSiloBuilderExtensions
{
    private static readonly TimeSpan RefreshOfClients = TimeSpan.FromSeconds(5);

    /// <summary>Hosts the root stores that a socket declares, and every store below them. Call it once for each socket of the application.</summary>
    /// <typeparam name="TSocket">The application's socket; the silo reads its roots and never runs it.</typeparam>
    /// <param name="silo">The silo.</param>
    /// <param name="configure">Sets options, over those of section <c>Musubi:Silo</c> of the configuration. Calling again adds to what earlier calls set.</param>
    /// <remarks>A store that is declared wrongly stops the silo's start; the error lists every problem.</remarks>
    public static ISiloBuilder AddMusubi<TSocket>(this ISiloBuilder silo, Action<MusubiOptions>? configure = null)
        where TSocket : MusubiSocket
    {
        ArgumentNullException.ThrowIfNull(silo);
        var services = silo.Services;
        services.AddSingleton(new DeclaredSocket(typeof(TSocket)));
        var options = services.AddOptionsOf<MusubiOptions>("Musubi:Silo").ValidateOnStart();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        if (services.Any(static service => service.ServiceType == typeof(StoreCatalog)))
        {
            return silo;
        }

        services.AddSingleton<IValidateOptions<MusubiOptions>, MusubiOptionsValidator>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => CreateCatalog(provider, services));
        services.AddSingleton<IConfigurationValidator, StoreCatalogValidator>();
        AddDirectory(silo);
        AddWordOfLostClients(services);
        services.AddMetrics();
        services.AddSingleton<GrainMetrics>();
        services.AddSingleton<SiloRepeats>();
        services.AddMusubiUploads();
        services.AddMusubiContracts();
        services.AddMusubiSerialization();
        services.AddSingleton<AssignCheck>();
        services.TryAddSingleton(static provider => StoresBuild.Of(provider.GetRequiredService<StoreCatalog>()));
        services.AddSingleton<MountCodec>();
        services.AddSingleton<LogMetrics>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, ExpirySweep>();
        services.AddSingleton<StoreServices>();
        services.AddSingleton(static provider =>
        {
            var limits = provider.GetRequiredService<IOptions<MusubiOptions>>().Value;
            return new DetachedRoots(limits.MaxDetachedRoots, limits.MaxDetachedRootsPerSubject, provider.GetRequiredService<TimeProvider>());
        });
        services.AddSingleton<PushOutboxes>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, GatewayWatch>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, LastSilo>();
        services.AddSingleton<IPostConfigureOptions<TelemetryOptions>, PlacementEvents>();
        services.AddSingleton<RootReferences>();
        services.AddSingleton<SleepHolds>();
        services.AddSingleton<TopicSubscriptions>();
        services.AddSingleton<TopicServiceClient>();
        services.AddGrainService<TopicService>();
        services.AddOptions<GrainCollectionOptions>().Configure<IOptions<MusubiOptions>>(static (collection, musubi) =>
            collection.ClassSpecificCollectionAge[typeof(StoreGrain).FullName!] = musubi.Value.OrphanAfter);
        return silo;
    }

    // With Orleans' default directory, roots that are called while they move come up empty on a third silo, and a silo that is killed ends roots on
    // others, whose directory entries it kept. A directory that the host chose, before this call or after it, is left alone.
    private static void AddDirectory(ISiloBuilder silo)
    {
        if (!silo.Services.Any(static service => service.ServiceType == typeof(IGrainDirectory) && service.ServiceKey is GrainDirectoryAttribute.DEFAULT_GRAIN_DIRECTORY))
        {
            silo.AddDistributedGrainDirectory();

            // A lease would hold up every root of a silo that died, for half a minute. It keeps a silo that was declared dead by mistake from serving roots that are elsewhere by
            // now; that silo's gateways and storages have other means to tell. Orleans' default directory has none.
            silo.Services.AddOptions<GrainDirectoryOptions>().Configure(static directory =>
                directory.RangeLeaseDuration = directory.RangeLeaseDuration == GrainDirectoryOptions.DEFAULT_RANGE_LEASE_DURATION ? TimeSpan.Zero : directory.RangeLeaseDuration);
        }
    }

    // Silos tell each other of clients that left when they refresh their tables, five minutes apart. Until then, two silos that lost a gateway at the same moment each take the other for
    // the one that it is connected to, send calls for it there and back, and log an error for each. A refresh sends nothing where nothing changed.
    private static void AddWordOfLostClients(IServiceCollection services) =>
        services.AddOptions<SiloMessagingOptions>().PostConfigure(static messaging =>
            messaging.ClientRegistrationRefresh =
                messaging.ClientRegistrationRefresh == SiloMessagingOptions.DEFAULT_CLIENT_REGISTRATION_REFRESH ? RefreshOfClients : messaging.ClientRegistrationRefresh);

    private static StoreCatalog CreateCatalog(IServiceProvider services, IServiceCollection registered)
    {
        var catalog = new StoreCatalog(new StoreFactory(services, registered).Create, new CallbackServices(services));
        catalog.Declare(services.GetServices<DeclaredSocket>()
            .SelectMany(static declared => declared.Socket.GetCustomAttributes<RootAttribute>())
            .Select(static root => root.Store));
        return catalog;
    }
}
