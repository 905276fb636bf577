using System.Globalization;
using System.Text;
using Orleans.TestingHost;

namespace Musubi.Grains.Tests.Streams;

/// <summary>What a grain still holds after its clients have got their items: nothing of them.</summary>
[Collection(nameof(StreamMemoryTests))]
public sealed class StreamMemoryTests : IAsyncLifetime
{
    private const int Items = 1_000_000;
    private const int BatchSize = 1_000;
    private const int WarmUpBatches = 20;

    // Half of what one item in a hundred takes: more than an idle silo's own unrest, and less than any such leak.
    private const long Bound = Items / 100 * TextLength * sizeof(char) / 2;
    private const int TextLength = 300;

    private readonly InProcessTestCluster _cluster;

    public StreamMemoryTests()
    {
        var builder = new InProcessTestClusterBuilder(initialSilosCount: 1);
        builder.ConfigureSilo(static (_, silo) => silo.AddMusubi<FlowSocket>());
        _cluster = builder.Build();
    }

    public async ValueTask InitializeAsync() => await _cluster.DeployAsync();

    public async ValueTask DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task Stream_MillionItemsDelivered_LeavesNoneInTheGrain()
    {
        var grain = _cluster.Client.GetGrain<IStoreGrain>(new StoreGrainKey("memory", new RootId("Flow", "1")).ToString());
        Assert.Equal(MountOutcome.Mounted, (await grain.Mount(new MountRequest(1, Params.Empty, new Socket(), null))).Outcome);
        var version = 1L;
        version = await Fill(grain, version, WarmUpBatches);

        var before = Heap.SettledBytes();
        version = await Fill(grain, version, Items / BatchSize);
        var after = Heap.SettledBytes();

        Assert.True(after - before < Bound, $"{after - before:N0} bytes more than before {Items:N0} items; expected less than {Bound:N0}.");
        Assert.Equal(version, (await Flow(grain, version, 1)).Version - 1);
    }

    [Fact]
    public void Bound_OneItemInAHundredKept_IsExceeded()
    {
        var before = Heap.SettledBytes();
        var kept = Enumerable.Range(0, Items / 100).Select(FlowStore.Item).ToArray();
        var after = Heap.SettledBytes();

        Assert.True(after - before > Bound, $"{after - before:N0} bytes for {kept.Length:N0} items; expected more than {Bound:N0}.");
        GC.KeepAlive(kept);
    }

    private static async Task<long> Fill(IStoreGrain grain, long delivered, int batches)
    {
        for (var i = 0; i < batches; i++)
        {
            delivered = (await Flow(grain, delivered, BatchSize)).Version;
        }

        return delivered;
    }

    private static async Task<PatchEnvelope> Flow(IStoreGrain grain, long delivered, int count)
    {
        var answer = await grain.Command(new CommandRequest(1, delivered, StoreId.Root, "flow", Encoding.UTF8.GetBytes($$"""{"count":{{count}}}""")));
        Assert.Equal(CommandOutcome.Handled, answer.Outcome);
        Assert.True(answer.Patch!.StreamOps.Length > count * TextLength);
        return answer.Patch;
    }

    [Root<FlowStore>]
    internal sealed class FlowSocket : MusubiSocket;

    [StoreName("Flow")]
    internal sealed class FlowStore : RootStore<FlowStore.State>
    {
        public static readonly Stream<Message> Items = new("items", static message => message.Id, limit: -100);

        public static Message Item(int id) => new(id.ToString(CultureInfo.InvariantCulture), id.ToString(CultureInfo.InvariantCulture).PadLeft(TextLength, '-'));

        public override State Render(Socket socket) => new(Items);

        [Command]
        public Socket Flow(int count, Socket socket) => socket.Stream(Items, Enumerable.Range(0, count).Select(Item));

        internal sealed record State(Stream<Message> Items);
    }
}

/// <summary>Runs alone: what other tests allocate would be measured too.</summary>
[CollectionDefinition(nameof(StreamMemoryTests), DisableParallelization = true)]
public sealed class StreamMemoryCollection;
