using Musubi.Grains.Nodes;
using Musubi.Grains.Services;
using Musubi.Grains.Trees;

namespace Musubi.Bench.Trees;

/// <summary>A mounted tree of a given size.</summary>
internal static class MountedTree
{
    private const int MaxDepth = 64;

    public static async Task<StoreTree> Mount(int stores, int fanOut)
    {
        var tree = await Mount<BranchStore>(Params.Of(new("stores", stores), new("fan_out", fanOut)));
        return tree.Nodes.Count() == stores ? tree : throw new InvalidOperationException($"Expected {stores} stores; mounted {tree.Nodes.Count()}.");
    }

    public static async Task<StoreTree> Mount<TRoot>(Params @params)
        where TRoot : Store, new()
    {
        var catalog = new StoreCatalog(static store => (Store)Activator.CreateInstance(store)!, CallbackServices.None);
        catalog.Declare([typeof(TRoot)]);
        var root = catalog.Of(typeof(TRoot));
        var tree = new StoreTree(catalog, new BenchHost(), MaxDepth);
        await tree.Mount(root, new StoreGrainKey("bench", new RootId("Bench", "1")), @params, new Socket());
        return tree;
    }
}
