using Musubi.Grains.Trees;

namespace Musubi.Bench.Trees;

/// <summary>A mounted tree of a given size.</summary>
internal static class MountedTree
{
    private const int MaxDepth = 64;

    public static async Task<StoreTree> Mount(int stores, int fanOut)
    {
        var catalog = new StoreCatalog(static store => (Store)Activator.CreateInstance(store)!);
        catalog.Declare([typeof(BranchStore)]);
        var tree = new StoreTree(catalog, new BenchHost(), MaxDepth);
        await tree.Mount(catalog.Of(typeof(BranchStore)), new StoreGrainKey("bench", new RootId("Branch", "1")), Params.Of(new("stores", stores), new("fan_out", fanOut)), new Socket());
        return tree.Nodes.Count == stores ? tree : throw new InvalidOperationException($"Expected {stores} stores; mounted {tree.Nodes.Count}.");
    }
}
