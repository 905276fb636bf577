using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Musubi.Grains;
using Musubi.Grains.Diagnostics;
using Musubi.Grains.Nodes;
using Musubi.Grains.Services;
using Musubi.Grains.Stores;
using Orleans.Serialization;
using Orleans.Serialization.Cloning;
using Orleans.Serialization.Serializers;

namespace Musubi.Testing.Hosting;

/// <summary>What a page has in place of a silo, however often its root lives again.</summary>
internal sealed class PageRuntime : IAsyncDisposable
{
    private static readonly ConcurrentDictionary<Assembly, Serializer> Serializers = new();

    private readonly ServiceProvider _services;

    private PageRuntime(ServiceProvider services, IServiceCollection registered, StorePageOptions options, PageClock clock, Type root)
    {
        _services = services;
        (Options, Clock) = (options, clock);
        Serializer = services.GetRequiredService<Serializer>();
        Metrics = services.GetRequiredService<GrainMetrics>();
        AssignCheck = services.GetRequiredService<AssignCheck>();
        Uploads = services.GetRequiredService<IUploadStore>();
        Gateway = new PageGateway(Uploads);
        GrainOptions = services.GetRequiredService<IOptions<MusubiOptions>>().Value;
        Catalog = new StoreCatalog(new StoreFactory(services, registered).Create, new CallbackServices(services));
        Catalog.Declare([root]);
        Root = Catalog.Of(root);
    }

    public StorePageOptions Options { get; }

    public PageClock Clock { get; }

    public PageLog Log { get; } = new();

    public Serializer Serializer { get; }

    public GrainMetrics Metrics { get; }

    public AssignCheck AssignCheck { get; }

    public IUploadStore Uploads { get; }

    public PageGateway Gateway { get; }

    public MusubiOptions GrainOptions { get; }

    public StoreCatalog Catalog { get; }

    public StoreDefinition Root { get; }

    public static async Task<PageRuntime> CreateAsync(Type root, Action<StorePageOptions>? configure)
    {
        var clock = new PageClock();
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(clock).AddLogging().AddMetrics();
        var options = new StorePageOptions(services);
        configure?.Invoke(options);
        services.AddSingleton<GrainMetrics>().AddSingleton<AssignCheck>();
        services.TryAddSingleton<IUploadStore, MemoryUploadStore>();
        AddCodecs(services).TryAddSingleton(SerializerOf(root.Assembly));
        var provider = services.BuildServiceProvider();
        try
        {
            return new PageRuntime(provider, services, options, clock, root);
        }
        catch
        {
            await provider.DisposeAsync();
            throw;
        }
    }

    // One for all pages of a project: finding everything that can be serialized takes longer than most tests.
    private static Serializer SerializerOf(Assembly stores) =>
        Serializers.GetOrAdd(stores, static _ => AddCodecs(new ServiceCollection().AddSerializer()).BuildServiceProvider().GetRequiredService<Serializer>());

    // What a silo adds to Orleans' serializer, and doubles of grains in place of references to them. A test that configures a serializer has these too.
    private static IServiceCollection AddCodecs(IServiceCollection services)
    {
        services.AddMusubiSerialization();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IGeneralizedCodec, GrainDoubleCodec>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IGeneralizedCopier, GrainDoubleCodec>());
        return services;
    }

    /// <summary>What arrives when a value is sent between two processes.</summary>
    public T Send<T>(T value) => Serializer.Deserialize<T>(Serializer.SerializeToArray(value))!;

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
