using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Musubi.Grains.Tests.Async;
using Musubi.Grains.Topics;
using Orleans.Core.Internal;
using Orleans.Runtime.Placement;
using Orleans.TestingHost;

namespace Musubi.Grains.Tests.Stores;

/// <summary>The grain as a gateway sees it, through a real silo and the Orleans client.</summary>
public sealed class StoreGrainTests(StoreGrainTests.Cluster cluster) : IClassFixture<StoreGrainTests.Cluster>
{
    private static long _mounts;

    private readonly IStoreGrain _grain = cluster.Client.GetGrain<IStoreGrain>(new StoreGrainKey(Guid.NewGuid().ToString("N"), new RootId("Counter", "a/b:c")).ToString());
    private readonly long _mountId = Interlocked.Increment(ref _mounts);

    [Fact]
    public async Task Mount_DeclaredRoot_AnswersTheWholeDocumentAsVersionOne()
    {
        var answer = await Mount();

        Assert.Equal(MountOutcome.Mounted, answer.Outcome);
        Assert.Equal((0, 1), (answer.Patch!.BaseVersion, answer.Patch.Version));
        Assert.Equal("""[{"op":"replace","path":"","value":{"__musubi_store_id__":[],"count":0,"user":"ada"}}]""", Text(answer.Patch.Ops));
    }

    [Fact]
    public async Task Mount_UnknownRoot_IsAnOutcome()
    {
        var grain = cluster.Client.GetGrain<IStoreGrain>("connection/Nobody:1");

        Assert.Equal(MountOutcome.UnknownRoot, (await grain.Mount(new MountRequest(1, Params.Empty, new Socket(), null))).Outcome);
    }

    [Fact]
    public async Task Mount_StoreThrows_IsAnOutcomeAndTheGrainCanMountAgain()
    {
        Assert.Equal(MountOutcome.Crashed, (await Mount("""{"throw":true}""")).Outcome);

        Assert.Equal(MountOutcome.Mounted, (await Mount()).Outcome);
    }

    [Fact]
    public async Task Crash_OfAMountACommandOrAMessage_TellsTheGatewayWhatWasThrown()
    {
        Assert.Equal("InvalidOperationException: A store that throws in mount.", (await Mount("""{"throw":true}""")).Detail);
        await Mount();
        Assert.StartsWith("InvalidOperationException: ", Text((await Command("throw", "{}", delivered: 1)).Reply), StringComparison.Ordinal);

        var pushed = new PatchInbox();
        await Mount("""{"topic":"detail"}""", cluster.Client.CreateObjectReference<IGatewayObserver>(pushed));
        await cluster.Client.PublishAsync("detail", "not a message it knows");

        await pushed.Crashed;
        Assert.StartsWith("InvalidCastException: ", pushed.Detail, StringComparison.Ordinal);
        GC.KeepAlive(pushed);
    }

    [Fact]
    public async Task Command_Handled_AnswersReplyAndPatchTogether()
    {
        await Mount();

        var answer = await Command("add", """{"by":2}""", delivered: 1);

        Assert.Equal(CommandOutcome.Handled, answer.Outcome);
        Assert.Equal("""{"now":2}""", Text(answer.Reply));
        Assert.Equal("""[{"op":"replace","path":"/count","value":2}]""", Text(answer.Patch!.Ops));
    }

    [Fact]
    public async Task Command_ThatChangesNothing_TakesAVersionAllTheSame()
    {
        await Mount();

        var nothing = await Command("add", """{"by":0}""", delivered: 1);
        var something = await Command("add", """{"by":2}""", delivered: 2);

        Assert.Equal((1, 2, true), (nothing.Patch!.BaseVersion, nothing.Patch.Version, nothing.Patch.IsEmpty));
        Assert.Equal((2, 3, false), (something.Patch!.BaseVersion, something.Patch.Version, something.Patch.IsEmpty));
    }

    [Fact]
    public async Task Command_AskedAgain_GivesTheSameAnswerAndRunsOnce()
    {
        await Mount();

        var first = await Command("add", """{"by":2}""", delivered: 1, number: 1);
        var again = await Command("add", """{"by":2}""", delivered: 1, number: 1);
        var next = await Command("add", """{"by":2}""", delivered: 2, number: 2);

        Assert.Equal((Text(first.Reply), first.Patch!.Version), (Text(again.Reply), again.Patch!.Version));
        Assert.Equal("""{"now":4}""", Text(next.Reply));
    }

    [Fact]
    public async Task Command_AskedAgainBehindALateSync_GivesTheSameAnswerAndRunsOnce()
    {
        await Mount();

        var first = await Command("add", """{"by":2}""", delivered: 1, number: 1);
        await _grain.Sync(_mountId, 1);
        var again = await Command("add", """{"by":2}""", delivered: 1, number: 1);

        Assert.Equal((Text(first.Reply), first.Patch!.Version), (Text(again.Reply), again.Patch!.Version));
    }

    [Fact]
    public async Task Command_ThatComesBehindTheNextOne_IsNotRunAgain()
    {
        await Mount();
        await Command("add", """{"by":2}""", delivered: 1, number: 1);
        await Command("add", """{"by":2}""", delivered: 2, number: 2);

        var late = await Command("add", """{"by":2}""", delivered: 1, number: 1);
        var next = await Command("add", """{"by":2}""", delivered: 3, number: 3);

        Assert.Equal(CommandOutcome.NotMounted, late.Outcome);
        Assert.Equal("""{"now":6}""", Text(next.Reply));
    }

    [Fact]
    public async Task Command_AskedAgainAfterItsRootMoved_GivesTheSameAnswerAndRunsOnce()
    {
        await Mount();
        var first = await Command("add", """{"by":2}""", delivered: 1, number: 1);
        await cluster.MoveAway((IAddressable)_grain, (await cluster.Client.GetGrain<IManagementGrain>(0).GetActivationAddress(_grain, TestContext.Current.CancellationToken))!);

        var again = await Command("add", """{"by":2}""", delivered: 1, number: 1);
        var next = await Command("add", """{"by":2}""", delivered: 2, number: 2);

        Assert.Equal((Text(first.Reply), first.Patch!.Version), (Text(again.Reply), again.Patch!.Version));
        Assert.Equal("""{"now":4}""", Text(next.Reply));
    }

    [Fact]
    public async Task Command_BeforeMountOrForAnotherMount_FindsNothing()
    {
        Assert.Equal(CommandOutcome.NotMounted, (await Command("add", """{"by":2}""", 0)).Outcome);
        await Mount();

        Assert.Equal(CommandOutcome.NotMounted, (await _grain.Command(new CommandRequest(-1, 1, StoreId.Root, "add", default))).Outcome);
    }

    [Theory]
    [InlineData("throw", "{}")]
    [InlineData("throw_later", "{}")]
    [InlineData("throw_render", "{}")]
    [InlineData("no_socket", "{}")]
    [InlineData("unserializable", "{}")]
    [InlineData("add", """{"by":"two"}""")]
    public async Task Command_StoreThrowsOrPayloadDoesNotFit_CrashesTheRoot(string name, string payload)
    {
        var ended = Guid.NewGuid().ToString();
        await Mount($$"""{"ended":"{{ended}}"}""");

        Assert.Equal(CommandOutcome.Crashed, (await Command(name, payload, 1)).Outcome);
        Assert.Equal(TerminateReason.Crashed, await cluster.Ended(ended));
        Assert.Equal(CommandOutcome.NotMounted, (await Command("add", """{"by":1}""", 1)).Outcome);
        Assert.False((await _grain.Sync(_mountId, 1)).Mounted);
        Assert.Equal(MountOutcome.Mounted, (await Mount()).Outcome);
    }

    [Fact]
    public async Task Sync_AnswersLost_HandsThemOverAsTheyWere()
    {
        await Mount();
        await Command("add", """{"by":1}""", 1);
        await Command("add", """{"by":1}""", 1);

        var sync = await _grain.Sync(_mountId, 1);

        Assert.Equal([(1, 2), (2, 3)], sync.Missed.Select(static patch => (patch.BaseVersion, patch.Version)));
        Assert.Empty((await _grain.Sync(_mountId, 3)).Missed);
    }

    [Fact]
    public async Task Sync_MoreLostThanIsKept_ReplacesTheWholeRoot()
    {
        await Mount();
        for (var i = 0; i < Cluster.MaxUndelivered + 2; i++)
        {
            await Command("add", """{"by":1}""", 1);
        }

        var whole = Assert.Single((await _grain.Sync(_mountId, 1)).Missed);

        Assert.Equal((1, Cluster.MaxUndelivered + 3), (whole.BaseVersion, whole.Version));
        Assert.StartsWith("""[{"op":"replace","path":"","value":""", Text(whole.Ops), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sync_WhileAHandlerRuns_AnswersAtOnce()
    {
        await Mount();
        var gate = cluster.Gates.Open(out var name);

        var command = Command("wait", $$"""{"gate":"{{name}}"}""", 1).AsTask();
        Assert.True((await _grain.Sync(_mountId, 1)).Mounted);
        Assert.False(command.IsCompleted);

        gate.SetResult();
        Assert.Equal(CommandOutcome.Handled, (await command).Outcome);
    }

    [Fact]
    public async Task Unmount_TellsTheRootWhy_AndOnlyForItsOwnMount()
    {
        await Mount("""{"ended":"unmount-test"}""");
        await _grain.Unmount(_mountId + 1, TerminateReason.Left);
        Assert.True((await _grain.Sync(_mountId, 1)).Mounted);

        await _grain.Unmount(_mountId, TerminateReason.Disconnected);

        Assert.Equal(TerminateReason.Disconnected, await cluster.Ended("unmount-test"));
        Assert.False((await _grain.Sync(_mountId, 1)).Mounted);
    }

    [Fact]
    public async Task Mount_Again_ReplacesTheEarlierOne()
    {
        await Mount("""{"ended":"replaced-test"}""");

        await _grain.Mount(new MountRequest(_mountId + 1_000_000, Params.Empty, new Socket().Assign("user", "eve"), null));

        Assert.Equal(TerminateReason.Replaced, await cluster.Ended("replaced-test"));
        Assert.False((await _grain.Sync(_mountId, 1)).Mounted);
    }

    [Fact]
    public async Task Mount_OvertakenByANewerOne_IsRefusedAndTheNewerOneStays()
    {
        await _grain.Mount(new MountRequest(_mountId + 1, Params.Empty, new Socket().Assign("user", "eve"), null));

        var overtaken = await Mount("{}");

        Assert.Equal((MountOutcome.Superseded, null), (overtaken.Outcome, overtaken.Patch));
        Assert.True((await _grain.Sync(_mountId + 1, 1)).Mounted);
    }

    [Fact]
    public async Task Publish_FromAClient_ReachesTheSubscribedRootAndPushesItsPatch()
    {
        var observer = new Observer();
        await Mount("""{"topic":"news"}""", cluster.Client.CreateObjectReference<IGatewayObserver>(observer));

        await cluster.Client.PublishAsync("other", new Added(100));
        await cluster.Client.PublishAsync("news", new Added(5));

        var (mountId, patch) = await observer.Patched.Task.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(_mountId, mountId);
        Assert.Equal("""[{"op":"replace","path":"/count","value":5}]""", Text(patch.Ops));
        GC.KeepAlive(observer);
    }

    [Fact]
    public async Task Publish_WhileInitRuns_ReachesARootThatSubscribedInMount()
    {
        var observer = new Observer();
        var gate = cluster.Gates.Open(out var name);
        var mount = Mount($$"""{"topic":"early","wait":"{{name}}"}""", cluster.Client.CreateObjectReference<IGatewayObserver>(observer)).AsTask();
        await cluster.Gates.Reached(name).WaitAsync(TestContext.Current.CancellationToken);

        await cluster.Client.PublishAsync("early", new Added(6));
        gate.SetResult();

        await mount;
        Assert.Equal("""[{"op":"replace","path":"/count","value":6}]""", Text((await observer.Patched.Task.WaitAsync(TestContext.Current.CancellationToken)).Patch.Ops));
        GC.KeepAlive(observer);
    }

    [Fact]
    public async Task Publish_HandlerThrows_TellsTheObserverThatTheRootCrashed()
    {
        var observer = new Observer();
        await Mount("""{"topic":"bad-news"}""", cluster.Client.CreateObjectReference<IGatewayObserver>(observer));

        await cluster.Client.PublishAsync("bad-news", "not a message it knows");

        Assert.Equal(_mountId, await observer.Crashed.Task.WaitAsync(TestContext.Current.CancellationToken));
        Assert.False((await _grain.Sync(_mountId, 1)).Mounted);
        GC.KeepAlive(observer);
    }

    [Fact]
    public async Task Publish_GatewaySilentForTooLong_EndsTheRootInsteadOfKeepingItAlive()
    {
        await Mount("""{"topic":"busy","ended":"orphan-test"}""");
        cluster.Time.Advance(TimeSpan.FromMinutes(4));

        await cluster.Client.PublishAsync("busy", new Added(1));

        Assert.Equal(TerminateReason.Orphaned, await cluster.Ended("orphan-test"));
    }

    [Fact]
    public async Task Move_ToAnotherSilo_KeepsTheRootItsSubscriptionsAndWhatIsUndelivered()
    {
        var observer = new Observer();
        await Mount("""{"topic":"move"}""", cluster.Client.CreateObjectReference<IGatewayObserver>(observer));
        await Command("add", """{"by":3}""", 1);
        var management = cluster.Client.GetGrain<IManagementGrain>(0);
        var from = await management.GetActivationAddress(_grain, TestContext.Current.CancellationToken);

        await cluster.MoveAway((IAddressable)_grain, from!);

        Assert.Equal([(1, 2)], (await _grain.Sync(_mountId, 1)).Missed.Select(static patch => (patch.BaseVersion, patch.Version)));
        Assert.NotEqual(from, await management.GetActivationAddress(_grain, TestContext.Current.CancellationToken));
        var answer = await Command("add", """{"by":1}""", 2);
        Assert.Equal("""[{"op":"replace","path":"/count","value":4}]""", Text(answer.Patch!.Ops));
        await cluster.Client.PublishAsync("move", new Added(10));
        Assert.Equal("""[{"op":"replace","path":"/count","value":14}]""", Text((await observer.Patched.Task.WaitAsync(TestContext.Current.CancellationToken)).Patch.Ops));
        GC.KeepAlive(observer);
    }

    private ValueTask<MountAnswer> Mount(string mountParams = "{}", IGatewayObserver? observer = null) =>
        _grain.Mount(new MountRequest(_mountId, Params.Parse(mountParams), new Socket().Assign("user", "ada"), observer));

    private ValueTask<CommandAnswer> Command(string name, string payload, long delivered, long number = 0) =>
        _grain.Command(new CommandRequest(_mountId, delivered, StoreId.Root, name, Encoding.UTF8.GetBytes(payload), number));

    private static string Text(ReadOnlyMemory<byte> utf8) => Encoding.UTF8.GetString(utf8.Span);

    public sealed class Cluster : IAsyncLifetime
    {
        public const int MaxUndelivered = 3;

        private readonly InProcessTestCluster _cluster;

        public Cluster()
        {
            var builder = new InProcessTestClusterBuilder(initialSilosCount: 2);
            builder.ConfigureSilo((_, silo) =>
            {
                silo.AddMusubi<TestSocket>(static options => options.MaxUndeliveredPatches = MaxUndelivered);
                silo.Services.AddSingleton(Gates);
                silo.Services.AddSingleton(Endings);
                silo.Services.AddSingleton(Works);
                silo.Services.AddSingleton(Handled);
                silo.Services.AddSingleton<TimeProvider>(Time);
            });
            _cluster = builder.Build();
        }

        public IClusterClient Client => _cluster.Client;

        /// <summary>What a store or another grain reaches grains with.</summary>
        public IGrainFactory Grains => _cluster.Silos[0].ServiceProvider.GetRequiredService<IGrainFactory>();

        public FakeTimeProvider Time { get; } = new() { AutoAdvanceAmount = TimeSpan.Zero };

        internal Gates Gates { get; } = new();

        internal Endings Endings { get; } = new();

        internal Works Works { get; } = new();

        internal Handled Handled { get; } = new();

        internal IEnumerable<TopicSubscriptions> Topics => _cluster.Silos.Select(static silo => silo.ServiceProvider.GetRequiredService<TopicSubscriptions>());

        /// <summary>Whether it is one of this cluster's silos that measures with it.</summary>
        public bool Owns(Meter meter) => _cluster.Silos.Any(silo => silo.ServiceProvider.GetRequiredService<IMeterFactory>() == meter.Scope);

        /// <summary>Moves an activation to the other silo, and waits until it has left this one.</summary>
        public async Task MoveAway(IAddressable grain, SiloAddress from)
        {
            var target = _cluster.Silos.Select(static silo => silo.SiloAddress).First(silo => !silo.Equals(from));
            RequestContext.Set(IPlacementDirector.PlacementHintKey, target);
            var management = Client.GetGrain<IManagementGrain>(0);
            await grain.Cast<IGrainManagementExtension>().MigrateOnIdle();
            RequestContext.Remove(IPlacementDirector.PlacementHintKey);
            while (from.Equals(await management.GetActivationAddress(grain, TestContext.Current.CancellationToken)))
            {
                await Task.Yield();
            }
        }

        public Task<TerminateReason> Ended(string name) => Endings.Of(name).WaitAsync(TestContext.Current.CancellationToken);

        public async ValueTask InitializeAsync() => await _cluster.DeployAsync();

        public async ValueTask DisposeAsync() => await _cluster.DisposeAsync();
    }

    private sealed class Observer : IGatewayObserver
    {
        public TaskCompletionSource<(long MountId, PatchEnvelope Patch)> Patched { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource<long> Crashed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

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
                if (push.Patch is { } patch)
                {
                    Patched.TrySetResult((push.MountId, patch));
                }
                else
                {
                    Crashed.TrySetResult(push.MountId);
                }
            }

            return ValueTask.CompletedTask;
        }
    }
}
