using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Musubi.Durable;
using Musubi.Grains.Durable;
using Musubi.Grains.Pushes;
using Musubi.Grains.Topics;
using Orleans.Configuration;
using Orleans.Runtime.Placement;
using Orleans.TestingHost;

namespace Musubi.Grains.Tests.Hibernation;

/// <summary>Durable roots that leave memory while they are idle, through real silos and the Orleans client. Source: docs/durable.md, "A page that is idle".</summary>
public sealed class HibernationTests(HibernationTests.Cluster cluster) : IClassFixture<HibernationTests.Cluster>
{
    private static readonly TimeSpan Idle = new MusubiOptions().HibernateAfter;
    private static readonly byte[] Owner = SHA256.HashData("ada"u8);

    private readonly NapGateway _gateway = new();
    private readonly string _name = Guid.NewGuid().ToString("N");
    private readonly byte[] _secret = RandomNumberGenerator.GetBytes(16);
    private IGatewayObserver _observer = null!;
    private long _number;
    private long _version;

    private string Key => new StoreGrainKey(_name, new RootId("Nap", _name)).ToString();

    private IStoreGrain Grain => cluster.Client.GetGrain<IStoreGrain>(Key);

    [Fact]
    public async Task Sync_OfARootThatIsNotIdle_DoesNotLetItSleep()
    {
        await MountAsync();
        await CommandAsync("add", """{"by":1}""");

        Assert.False((await SyncAsync()).MaySleep);
        Assert.False((await Grain.Sleep(1, _version)).IsAsleep);
    }

    [Fact]
    public async Task Sleep_IdleRoot_LeavesMemoryAndNothingBehind()
    {
        await MountAsync();
        await CommandAsync("add", """{"by":1}""");

        var asleep = await SleepAsync();

        Assert.Equal((0, TimeSpan.FromHours(12)), (asleep.Hold, asleep.WakeAfter));
        await UntilGoneAsync();
        Assert.True(_gateway.IsEmpty);
    }

    [Fact]
    public async Task Sleep_PageThatWasOnlyLookedAt_IsWrittenDown()
    {
        await MountAsync();

        await SleepAsync();

        await UntilGoneAsync();
        Assert.Equal("""{"sum":2}""", Text((await CommandAsync("add", """{"by":2}""")).Reply));
    }

    [Fact]
    public async Task Command_WhileAsleep_FindsMountStateAndVersion()
    {
        await MountAsync();
        await CommandAsync("add", """{"by":1}""");
        var before = _version;
        await SleepAsync();
        await UntilGoneAsync();

        var answer = await CommandAsync("add", """{"by":2}""");

        Assert.Equal("""{"sum":3}""", Text(answer.Reply));
        Assert.Equal((before, before + 1), (answer.Patch!.BaseVersion, answer.Patch.Version));
        Assert.True(_gateway.IsEmpty);
    }

    [Fact]
    public async Task Command_WhileAsleepUnderItsNumberAgain_IsAnsweredAndNotRun()
    {
        await MountAsync();
        var request = new CommandRequest(1, _version, StoreId.Root, "add", """{"by":1}"""u8.ToArray(), 1, Cid: 1);
        _version = (await Grain.Command(request)).Patch!.Version;
        await SleepAsync();
        await UntilGoneAsync();

        var again = await Grain.Command(request with { Number = 2, Delivered = _version });

        Assert.Equal("""{"sum":1}""", Text(again.Reply));
        Assert.Equal("""{"sum":2}""", Text((await CommandAsync("add", """{"by":1}""", number: 3)).Reply));
    }

    [Fact]
    public async Task Publish_WhileAsleep_WakesItForEachMessageOnce()
    {
        await MountAsync();
        await CommandAsync("listen");
        var asleep = await SleepAsync();
        Assert.NotEqual(0, asleep.Hold);
        await UntilGoneAsync();

        for (var message = 0; message < 5; message++)
        {
            await cluster.Client.PublishAsync(_name, message);
        }

        await UntilAsync("\"heard\":5");
        Assert.Contains("\"missed\":0", await WholeAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publish_WhileAsleep_IsPushedAsTheNextVersion()
    {
        await MountAsync();
        await CommandAsync("listen");
        await SleepAsync();
        await UntilGoneAsync();

        await cluster.Client.PublishAsync(_name, "news");

        var patch = await _gateway.NextAsync();
        Assert.Equal((_version, _version + 1), (patch.BaseVersion, patch.Version));
        Assert.Contains("\"heard\":1", Text(patch.Ops), StringComparison.Ordinal);
        await SyncAsync(patch.Version);
        await cluster.Client.PublishAsync(_name, "more");
        Assert.Equal(patch.Version, (await _gateway.NextAsync()).BaseVersion);
    }

    [Fact]
    public async Task Publish_WhileAsleepThatChangesNothing_LetsTheGatewayKnowThatItIsAwake()
    {
        await MountAsync();
        await CommandAsync("listen");
        await SleepAsync();
        await UntilGoneAsync();

        await cluster.Client.PublishAsync(_name, "quiet");

        var patch = await _gateway.NextAsync();
        Assert.Equal((_version, _version + 1, true), (patch.BaseVersion, patch.Version, patch.IsEmpty));
    }

    [Fact]
    public async Task Publish_AfterItSleptTwice_ReachesItOnce()
    {
        await MountAsync();
        await CommandAsync("listen");
        for (var sleep = 0; sleep < 2; sleep++)
        {
            await SleepAsync();
            await UntilGoneAsync();
            await CommandAsync("add", """{"by":1}""");
        }

        await cluster.Client.PublishAsync(_name, "news");
        await UntilAsync("\"heard\":1");
        await SleepAsync();
        await UntilGoneAsync();
        await cluster.Client.PublishAsync(_name, "more");

        await UntilAsync("\"heard\":2");
        Assert.Contains("\"missed\":0", await WholeAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publish_WhileItsStorageCannotBeRead_IsToldAsMissedOrHeardWhenItWakes()
    {
        await MountAsync();
        await CommandAsync("listen");
        await SleepAsync();
        await UntilGoneAsync();
        cluster.Log.FailReadsOf(Key);

        // Past the patience of the read, whose tries follow each other by this clock.
        await cluster.Client.PublishAsync(_name, "news");
        await Assert.ThrowsAsync<RootUnavailableException>(async () =>
        {
            var synced = Grain.Sync(1, _version).AsTask();
            while (!synced.IsCompleted)
            {
                cluster.Time.Advance(TimeSpan.FromMilliseconds(500));
                await Task.Delay(TimeSpan.FromMilliseconds(5), TestContext.Current.CancellationToken);
            }

            await synced;
        });
        cluster.Log.FailReadsOf(null);

        await UntilAsync("\"heard\":0,\"missed\":1", "\"heard\":1,\"missed\":0");
    }

    [Fact]
    public async Task Info_WhileItFallsAsleep_KeepsItAwake()
    {
        await MountAsync();
        await CommandAsync("listen");
        await IdleAsync();
        var written = cluster.Log.HoldNext();
        var asleep = Grain.Sleep(1, _version).AsTask();
        await written;

        await Grain.Info(new InfoMessage(_name, "news"));

        // Behind the message, and answered while the root waits for its storage.
        await Grain.Sync(1, _version);
        cluster.Log.Release();

        Assert.False((await asleep).IsAsleep);
        Assert.Contains("/heard", Text((await _gateway.NextAsync()).Ops), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wake_OnAnotherSilo_IsToldThatItMayHaveMissedMessages_AndHearsTheNextOnce()
    {
        await MountAsync();
        await CommandAsync("listen");
        var from = await cluster.AddressOfAsync(Grain);
        await SleepAsync();
        await UntilGoneAsync();

        RequestContext.Set(IPlacementDirector.PlacementHintKey, cluster.Other(from!));
        await SyncAsync();
        RequestContext.Remove(IPlacementDirector.PlacementHintKey);
        Assert.NotEqual(from, await cluster.AddressOfAsync(Grain));
        await UntilAsync("\"missed\":1");
        await cluster.Client.PublishAsync(_name, "news");
        await UntilAsync("\"heard\":1");

        // The silo that it slept on has been told by that message, and hears no more for it.
        await cluster.Client.PublishAsync(_name, "more");
        await UntilAsync("\"heard\":2");
        Assert.Contains("\"heard\":2", await WholeAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SendUpdate_WhileAsleep_WakesIt()
    {
        await MountAsync();
        await SleepAsync();
        await UntilGoneAsync();

        await Grain.SendUpdate(new SendUpdateRequest(StoreId.Root, new() { ["sum"] = 40 }));

        var patch = await _gateway.NextAsync();
        Assert.Contains("\"sum\":40", Text(patch.Ops), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sleep_TimerIsNear_StaysAwake()
    {
        await MountAsync();
        await CommandAsync("remind", """{"minutes":9}""");
        await IdleAsync();

        Assert.False((await SyncAsync()).MaySleep);
        Assert.False((await Grain.Sleep(1, _version)).IsAsleep);
    }

    [Fact]
    public async Task Sleep_TimerIsFar_IsWokenInTimeForIt()
    {
        await MountAsync();
        await CommandAsync("remind", """{"minutes":60}""");

        var asleep = await SleepAsync();

        Assert.InRange(asleep.WakeAfter, TimeSpan.FromMinutes(54), TimeSpan.FromMinutes(55));
        await UntilGoneAsync();
        cluster.Time.Advance(asleep.WakeAfter);
        await SyncAsync();
        Assert.True(_gateway.IsEmpty);
        cluster.Time.Advance(TimeSpan.FromSeconds(3));
        Assert.Contains("\"rung\":1", Text((await _gateway.NextAsync()).Ops), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sleep_TaskRuns_StaysAwake()
    {
        await MountAsync();
        await CommandAsync("begin");
        await IdleAsync();

        Assert.False((await SyncAsync()).MaySleep);
        cluster.Works[_name].SetResult();
        while (!(await SyncAsync()).MaySleep)
        {
            await IdleAsync();
        }
    }

    [Fact]
    public async Task Sleep_GatewayHasNotAll_StaysAwake()
    {
        await MountAsync();
        await CommandAsync("add", """{"by":1}""");
        await IdleAsync();

        Assert.False((await Grain.Sleep(1, _version - 1)).IsAsleep);
    }

    [Fact]
    public async Task Sleep_ClientIsOnNoSocket_StaysUntilItIsGivenUp()
    {
        await MountAsync();
        await Grain.Detach(1, TimeSpan.FromHours(1));
        cluster.Time.Advance(Idle);

        Assert.False((await Grain.Sleep(1, _version)).IsAsleep);
    }

    [Fact]
    public async Task Detach_WhileAsleep_IsThereForItsClientAlsoLater()
    {
        await MountAsync();
        await CommandAsync("add", """{"by":1}""");
        await SleepAsync();
        await UntilGoneAsync();

        await Grain.Detach(1, TimeSpan.FromMinutes(1));
        cluster.Time.Advance(TimeSpan.FromMinutes(2));
        await UntilGoneAsync();

        Assert.Contains("\"sum\":1", await WholeAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unmount_WhileAsleep_RemovesItFromTheStorage()
    {
        await MountAsync();
        await SleepAsync();
        await UntilGoneAsync();

        await Grain.Unmount(1, TerminateReason.Left);

        Assert.Null(await cluster.Log.LoadAsync(Key, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Silo_WithSleepingRoots_SaysThatItHearsForThem()
    {
        await MountAsync();
        await CommandAsync("listen");
        var asleep = await SleepAsync();

        cluster.Time.Advance(SleepHolds.RenewalInterval);

        Assert.Equal((asleep.Hold, asleep.HoldFor), await _gateway.HeldAsync());
    }

    [Fact]
    public async Task Gateway_IsGone_HearsNothingForItsRootsAnyMore()
    {
        await MountAsync();
        await CommandAsync("listen");
        await SleepAsync();
        await UntilGoneAsync();

        cluster.Lose(_observer);
        await cluster.Client.PublishAsync(_name, "news");

        await UntilAsync("\"missed\":1");
        Assert.Contains("\"heard\":0", await WholeAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TransientKey_AfterSleep_BeginsAnewAndTheClientGetsTheWholeState()
    {
        await MountAsync();
        await CommandAsync("point", """{"at":7}""");
        await SleepAsync();
        await UntilGoneAsync();

        var answer = await CommandAsync("add", """{"by":1}""");

        Assert.Equal("""[{"op":"replace","path":"","value":{"sum":1,"heard":0,"missed":0,"rung":0,"at":-1}}]""", Plain(answer.Patch!.Ops));
    }

    private static string Text(ReadOnlyMemory<byte> utf8) => Encoding.UTF8.GetString(utf8.Span);

    // Without what the runtime adds to a store's state.
    private static string Plain(ReadOnlyMemory<byte> ops)
    {
        var parsed = System.Text.Json.Nodes.JsonNode.Parse(ops.Span)!.AsArray();
        var value = parsed[0]!["value"]!.AsObject();
        foreach (var name in value.Select(static property => property.Key).Where(static key => key.StartsWith("__musubi", StringComparison.Ordinal)).ToArray())
        {
            value.Remove(name);
        }

        return parsed.ToJsonString();
    }

    private async Task MountAsync()
    {
        _observer = cluster.Client.CreateObjectReference<IGatewayObserver>(_gateway);
        var answer = await Grain.Mount(new MountRequest(1, Params.Empty, new Socket(), _observer, TakesReceipts: true, Resume: Terms()));
        Assert.Equal(MountOutcome.Mounted, answer.Outcome);
        _version = 1;
    }

    private ResumeTerms Terms() => new(SHA256.HashData(_secret), Owner, IsKnown: true, TimeSpan.FromMinutes(1), "socket");

    private async Task<CommandAnswer> CommandAsync(string name, string payload = "{}", long number = 0)
    {
        var answer = await Grain.Command(new CommandRequest(1, _version, StoreId.Root, name, Encoding.UTF8.GetBytes(payload), number == 0 ? ++_number : number));
        Assert.Equal(CommandOutcome.Handled, answer.Outcome);
        _version = answer.Patch!.Version;
        return answer;
    }

    private async Task<SyncAnswer> SyncAsync(long? delivered = null)
    {
        _version = delivered ?? _version;
        var answer = await Grain.Sync(1, _version);
        Assert.True(answer.Mounted);
        _version = answer.Missed.IsEmpty ? _version : answer.Missed[^1].Version;
        return answer;
    }

    // So long that it may sleep, with a gateway that asks meanwhile.
    private async Task IdleAsync()
    {
        for (var minute = 0; minute < Idle.TotalMinutes; minute++)
        {
            cluster.Time.Advance(TimeSpan.FromMinutes(1));
            await SyncAsync();
        }
    }

    // As a gateway does: it is told that it may, and asks.
    private async Task<SleepAnswer> SleepAsync()
    {
        await IdleAsync();
        Assert.True((await SyncAsync()).MaySleep);
        var answer = await Grain.Sleep(1, _version);
        Assert.True(answer.IsAsleep);
        return answer;
    }

    // Orleans lets go of an activation after the call that asked for it.
    private async Task UntilGoneAsync()
    {
        while (await cluster.AddressOfAsync(Grain) is not null)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TestContext.Current.CancellationToken);
        }
    }

    private async Task UntilAsync(params string[] texts)
    {
        while (await WholeAsync() is var whole && !texts.Any(text => whole.Contains(text, StringComparison.Ordinal)))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TestContext.Current.CancellationToken);
        }
    }

    // The whole state, as a client gets it that has nothing.
    private async Task<string> WholeAsync()
    {
        var answer = await Grain.Attach(new AttachRequest(1, Terms(), _secret, 0, new Socket(), _observer, TakesReceipts: true));
        Assert.Equal(AttachOutcome.Attached, answer.Outcome);
        var whole = Assert.Single(answer.Missed);
        _version = whole.Version;
        return Text(whole.Ops);
    }

    [Root<NapStore>]
    public sealed class NapSocket : MusubiSocket;

    public sealed class Cluster : IAsyncLifetime
    {
        private readonly InProcessTestCluster _cluster;

        public Cluster()
        {
            var builder = new InProcessTestClusterBuilder(initialSilosCount: 2);
            builder.ConfigureSilo((_, silo) =>
            {
                silo.AddMusubi<NapSocket>();
                silo.Services.AddSingleton<IRootLog>(Log);
                silo.Services.AddSingleton(Works);
                silo.Services.AddSingleton<TimeProvider>(Time);

                // By a clock that leaps, silos that answer at once would take each other for dead.
                silo.Configure<ClusterMembershipOptions>(static membership => membership.LivenessEnabled = false);
            });
            _cluster = builder.Build();
        }

        internal HeldRootLog Log { get; } = new(new MemoryRootLog(TimeProvider.System));

        public FakeTimeProvider Time { get; } = new();

        public ConcurrentDictionary<string, TaskCompletionSource> Works { get; } = new(StringComparer.Ordinal);

        public IClusterClient Client => _cluster.Client;

        public Task<SiloAddress?> AddressOfAsync(IStoreGrain grain) =>
            Client.GetGrain<IManagementGrain>(0).GetActivationAddress((IAddressable)grain, TestContext.Current.CancellationToken).AsTask();

        public SiloAddress Other(SiloAddress silo) => _cluster.Silos.Select(static other => other.SiloAddress).First(other => !other.Equals(silo));

        /// <summary>Lets every silo know that a gateway is gone.</summary>
        public void Lose(IGatewayObserver gateway)
        {
            foreach (var silo in _cluster.Silos)
            {
                _cluster.GetSiloServiceProvider(silo.SiloAddress).GetRequiredService<PushOutboxes>().Of(gateway, receipts: true).Lose();
            }
        }

        public async ValueTask InitializeAsync() => await _cluster.DeployAsync();

        public async ValueTask DisposeAsync() => await _cluster.DisposeAsync();
    }
}
