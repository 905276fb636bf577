using System.Collections.Immutable;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Musubi.Grains.Stores;
using Orleans.Core.Internal;
using Orleans.Runtime.Placement;
using Orleans.TestingHost;

namespace Musubi.Grains.Tests.Stores;

/// <summary>A root that moves to a silo of another build, whose renders may differ from what the client has.</summary>
public sealed class OtherBuildTests : IAsyncLifetime
{
    private const long MountId = 7;

    private readonly InProcessTestCluster _cluster;

    public OtherBuildTests()
    {
        var builder = new InProcessTestClusterBuilder(initialSilosCount: 2);
        var builds = 0;
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSingleton(new StoresBuild($"build-{Interlocked.Increment(ref builds)}"));
            silo.AddMusubi<CountSocket>();
        });
        _cluster = builder.Build();
    }

    [Fact]
    public async Task Move_ToASiloOfAnotherBuild_SendsTheWholeRootAtOnce()
    {
        var observer = new Observer();
        var grain = _cluster.Client.GetGrain<IStoreGrain>(new StoreGrainKey("connection", new RootId("Count", "main")).ToString());
        await grain.Mount(new MountRequest(MountId, Params.Empty, new Socket(), _cluster.Client.CreateObjectReference<IGatewayObserver>(observer)));
        await Add(1);

        await MoveAsync((IAddressable)grain);

        var whole = await observer.Pushed.Task.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Equal((2, 3), (whole.BaseVersion, whole.Version));
        Assert.Equal("""[{"op":"replace","path":"","value":{"__musubi_store_id__":[],"n":1}}]""", Encoding.UTF8.GetString(whole.Ops.Span));
        var next = await Add(3);
        Assert.Equal((3, 4), (next.Patch!.BaseVersion, next.Patch.Version));
        GC.KeepAlive(observer);

        async ValueTask<CommandAnswer> Add(long delivered) => await grain.Command(new CommandRequest(MountId, delivered, StoreId.Root, "add", "{}"u8.ToArray()));
    }

    private async Task MoveAsync(IAddressable grain)
    {
        var from = await _cluster.Client.GetGrain<IManagementGrain>(0).GetActivationAddress(grain, TestContext.Current.CancellationToken);
        RequestContext.Set(IPlacementDirector.PlacementHintKey, _cluster.Silos.Select(static silo => silo.SiloAddress).First(silo => !silo.Equals(from)));
        await grain.Cast<IGrainManagementExtension>().MigrateOnIdle();
        RequestContext.Remove(IPlacementDirector.PlacementHintKey);
    }

    public async ValueTask InitializeAsync() => await _cluster.DeployAsync();

    public async ValueTask DisposeAsync() => await _cluster.DisposeAsync();

    [StoreName("Count")]
    public sealed class CountStore : RootStore<CountStore.State>
    {
        private static readonly Key<int> N = new("n");

        public override ValueTask<Socket> Init(Socket socket) => socket.Assign(N, 0);

        [Command]
        public Socket Add(Socket socket) => socket.Update(N, static n => n + 1);

        public override State Render(Socket socket) => new(socket.Get(N));

        public sealed record State(int N);
    }

    [Root<CountStore>]
    public sealed class CountSocket : MusubiSocket;

    private sealed class Observer : IGatewayObserver
    {
        public TaskCompletionSource<PatchEnvelope> Pushed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        ValueTask IGatewayObserver.HoldsAsleep(long hold, TimeSpan holdFor) => ValueTask.CompletedTask;

        public async ValueTask<PushReceipt> Deliver(ImmutableArray<RootPush> pushes)
        {
            await ((IGatewayObserver)this).Push(pushes);
            return new PushReceipt([]);
        }

        ValueTask IGatewayObserver.Push(ImmutableArray<RootPush> pushes)
        {
            foreach (var push in pushes)
            {
                Pushed.TrySetResult(push.Patch!);
            }

            return ValueTask.CompletedTask;
        }
    }
}
