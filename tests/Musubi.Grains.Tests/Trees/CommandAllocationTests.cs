using Musubi.Grains.Trees;
using Musubi.Testing;

namespace Musubi.Grains.Tests.Trees;

/// <summary>What a command allocates in its tree: every click on every page pays for it, and nothing that takes it slowly upwards fails elsewhere.</summary>
public class CommandAllocationTests
{
    // The value and its box, the store's two new sockets, its state, the patch and the answer: some 600 bytes for a store with three assigns.
    // A debug build adds as much again, since its async methods are objects.
    private const int Bound = 1_500;

    // The room and its two stores: nodes, sockets, states, and the patch.
    private const int MountBound = 10_000;

    // Code that is compiled anew in the middle of a test may allocate less from then on.
    private const int Slack = 100;

    [Fact]
    public async Task Command_ThatChangesOneField_AllocatesLittle()
    {
        await using var page = await StorePage.MountAsync<RoomStore>(new { room_id = "general" });

        Assert.InRange(BytesPerCommand(page.Host.Tree, StoreId.Of("header")), 1, Bound);
    }

    [Fact]
    public async Task Command_OnOneOfManyStores_AllocatesAsMuchAsOnOneOfFew()
    {
        await using var few = await StorePage.MountAsync<ListStore>();
        await few.DispatchAsync("put", new { ids = new[] { "a0" } });
        await using var many = await StorePage.MountAsync<ListStore>();
        await many.DispatchAsync("put", new { ids = Enumerable.Range(0, 500).Select(static i => $"a{i}").ToArray() });
        var id = StoreId.Of("lines", "a0");

        Assert.InRange(BytesPerCommand(many.Host.Tree, id), 1, BytesPerCommand(few.Host.Tree, id) + Slack);
    }

    [Fact]
    public async Task Mount_AllocatesLittle()
    {
        const int mounts = 200;
        await using var page = await StorePage.MountAsync<RoomStore>(new { room_id = "general" });
        var (root, catalog) = (page.Runtime.Root, page.Runtime.Catalog);
        var (key, mountParams, connection) = (new StoreGrainKey("test", new RootId(root.Name, "r1")), Params.Parse("""{"room_id":"general"}"""), new Socket());
        Mount();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Mount();

        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / mounts, 1, MountBound);

        void Mount()
        {
            for (var i = 0; i < mounts; i++)
            {
                // As above: nothing in it waits.
                var mounted = new StoreTree(catalog, page.Host, 10).Mount(root, key, mountParams, connection);
                Assert.True(mounted.IsCompletedSuccessfully);
                Assert.False(mounted.Result.IsEmpty);
            }
        }
    }

    private static long BytesPerCommand(StoreTree tree, StoreId store)
    {
        const int commands = 500;
        Run(commands);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Run(commands);
        return (GC.GetAllocatedBytesForCurrentThread() - before) / commands;

        void Run(int times)
        {
            for (var i = 0; i < times; i++)
            {
                // Nothing in this store waits, so all of it stays on this thread, whose bytes are counted.
                var answer = tree.Command(store, "click", default);
                Assert.True(answer.IsCompletedSuccessfully);
                Assert.NotNull(answer.Result.Patch);
            }
        }
    }
}
