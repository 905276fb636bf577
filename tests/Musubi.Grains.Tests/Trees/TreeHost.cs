using System.Diagnostics.Metrics;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Musubi.Grains.Diagnostics;
using Musubi.Grains.Trees;
using Orleans.Serialization;

namespace Musubi.Grains.Tests.Trees;

/// <summary>A tree without a silo: it mounts one root, and plays the client that applies every patch.</summary>
internal sealed class TreeHost : IStoreTreeHost
{
    private static readonly IMeterFactory Meters = new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>();

    private readonly StoreTree _tree;

    private TreeHost(StoreCatalog catalog, int maxDepth, IMeterFactory? meters)
    {
        Metrics = new GrainMetrics(meters ?? Meters, TimeProvider.System);
        _tree = new StoreTree(catalog, this, maxDepth);
    }

    public GrainMetrics Metrics { get; }

    public ILogger Log => NullLogger.Instance;

    public TimeProvider Time => TimeProvider.System;

    public IUploadStore Uploads => throw new NotSupportedException("These stores have no uploads.");

    public JsonNode? Document { get; private set; }

    public PatchEnvelope? LastPatch { get; private set; }

    public HashSet<string> Topics { get; } = [];

    public StoreTree Tree => _tree;

    public static async Task<TreeHost> Mount<TStore>(string mountParams = "{}", Socket? connection = null, int maxDepth = 64, IMeterFactory? meters = null)
        where TStore : Store, IRootStore, new()
    {
        var catalog = new StoreCatalog(static type => (Store)Activator.CreateInstance(type)!);
        catalog.Declare([typeof(TStore)]);
        var host = new TreeHost(catalog, maxDepth, meters);
        host.Apply(await host._tree.Mount(catalog.Of(typeof(TStore)), new StoreGrainKey("test", new RootId("Root", "1")), Params.Parse(mountParams), connection ?? new Socket()));
        return host;
    }

    /// <summary>Lets the root live again in another tree, from nothing but the bytes of its state.</summary>
    public async Task<TreeHost> LiveAgain<TStore>()
        where TStore : Store, IRootStore, new()
    {
        using var services = new ServiceCollection().AddSerializer().BuildServiceProvider();
        var serializer = services.GetRequiredService<Serializer>();
        var catalog = new StoreCatalog(static type => (Store)Activator.CreateInstance(type)!);
        var host = new TreeHost(catalog, 64, null) { Document = Document };
        await host._tree.Resume(catalog.Of(typeof(TStore)), serializer.Deserialize<RootState>(serializer.SerializeToArray(_tree.Capture()))!);
        return host;
    }

    public Task<CommandAnswer> Command(string name, string payload = "{}") => Command(StoreId.Root, name, payload);

    public async Task<CommandAnswer> Command(StoreId store, string name, string payload = "{}")
    {
        var answer = await _tree.Command(store, name, System.Text.Encoding.UTF8.GetBytes(payload));
        Apply(answer.Patch);
        return answer;
    }

    public async Task Info(object message) => Apply(await _tree.Info(message));

    /// <summary>The last patch's operations, as JSON text.</summary>
    public string Ops() => LastPatch is null ? "none" : System.Text.Encoding.UTF8.GetString(LastPatch.Ops.Span);

    /// <summary>What a client that mounts now would see; the document it has must be the same.</summary>
    public void AssertDocumentIsWhole() =>
        Assert.True(
            JsonNode.DeepEquals(Patch.Apply(null, _tree.ReplaceRoot(_tree.Version).Ops.Span), Document),
            $"{Patch.Apply(null, _tree.ReplaceRoot(_tree.Version).Ops.Span)} is not {Document}");

    void IStoreTreeHost.Post(TreeMessage message) => throw new NotSupportedException("These stores start no tasks.");

    void IStoreTreeHost.Delete(UploadFileId file) => throw new NotSupportedException("These stores have no uploads.");

    void IStoreTreeHost.CheckAssigns(StoreDefinition store, Socket socket, bool all)
    {
    }

    void IStoreTreeHost.SubscriptionsChanged(Socket? before, Socket? after)
    {
        Topics.ExceptWith(before?.Subscriptions() ?? []);
        Topics.UnionWith(after?.Subscriptions() ?? []);
    }

    private void Apply(PatchEnvelope? patch)
    {
        LastPatch = patch;
        if (patch is not null)
        {
            Document = Patch.Apply(Document, patch.Ops.Span);
        }
    }
}
