using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Musubi.Grains.Pushes;
using Orleans.Core.Internal;
using Orleans.Runtime.Placement;
using Orleans.TestingHost;

namespace Musubi.Grains.Tests.Resume;

/// <summary>Roots that are taken back, through real silos and the Orleans client. Source: docs/resume.md.</summary>
public sealed class AttachTests(AttachTests.Cluster cluster) : IClassFixture<AttachTests.Cluster>
{
    private static readonly byte[] Owner = SHA256.HashData("ada"u8);

    private readonly string _name = Guid.NewGuid().ToString("N");
    private long _mountId;
    private byte[] _secret = [];

    private IStoreGrain Grain => cluster.Client.GetGrain<IStoreGrain>(new StoreGrainKey(_name, new RootId("Desk", _name)).ToString());

    [Fact]
    public async Task Attach_NewContext_TakesThePlaceOfTheOldOneInEveryNode()
    {
        await MountAsync(Connection("ada", "summer").Assign("admin", true));

        var answer = await AttachAsync(1, Connection("Ada L.", "winter"));

        Assert.Equal(AttachOutcome.Attached, answer.Outcome);
        var ops = Text(Assert.Single(answer.Missed).Ops);
        Assert.Contains("""{"op":"replace","path":"/user","value":"Ada L."}""", ops, StringComparison.Ordinal);
        Assert.Contains("""{"op":"replace","path":"/admin","value":false}""", ops, StringComparison.Ordinal);
        Assert.Contains("""{"op":"replace","path":"/season","value":"winter"}""", ops, StringComparison.Ordinal);
        Assert.Contains("""{"op":"replace","path":"/drawer/season","value":"winter"}""", ops, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Attach_SameContext_ChangesNothing()
    {
        await MountAsync(Connection("ada", "summer"));

        Assert.Empty((await AttachAsync(1, Connection("ada", "summer"))).Missed);
    }

    [Fact]
    public async Task Attach_NothingIsLost_DoesNotRunResumed()
    {
        await MountAsync(Connection("ada", "summer"));
        await CommandAsync("put");

        var answer = await AttachAsync(1, Connection("ada", "summer"));

        Assert.Equal("""[{"op":"insert","at":-1,"item":{"n":1,"name":null},"item_key":"1","limit":null,"stream":"papers"}]""", Sorted(answer.Missed));
        Assert.DoesNotContain(cluster.Resumed, call => call.Desk == _name);
    }

    [Fact]
    public async Task Attach_GatewayDoesNotDeliverWhatItWasGiven_GetsTheSameAgain()
    {
        await MountAsync(Connection("ada", "summer"));
        await CommandAsync("put");
        await CommandAsync("put");

        var answer = await AttachAsync(1, Connection("Ada L.", "winter"));
        var again = await Grain.Sync(_mountId, 1);

        Assert.Equal([2L, 3L, 4L], answer.Missed.Select(static patch => patch.Version));
        Assert.Equal(answer.Missed.Select(static patch => (patch.Version, Text(patch.StreamOps))), again.Missed.Select(static patch => (patch.Version, Text(patch.StreamOps))));
    }

    [Fact]
    public async Task Attach_StreamItemsAreLost_RunsResumedInEveryNodeParentsFirst()
    {
        await MountAsync(Connection("ada", "summer"));
        for (var paper = 0; paper <= Cluster.MaxPatches; paper++)
        {
            await CommandAsync("put");
        }

        var answer = await AttachAsync(1, Connection("ada", "summer"));

        Assert.Equal([("desk", Lost.Streams), ("drawer", Lost.Streams)], cluster.Resumed.Where(call => call.Desk == _name).Select(static call => (call.Store, call.Lost)));
        var whole = Assert.Single(answer.Missed);
        Assert.Equal((1L, """[{"op":"replace","path":"","""), (whole.BaseVersion, Text(whole.Ops)[..27]));

        // What Resumed fills again comes after what is still kept.
        Assert.EndsWith("refilled", LastItem(whole), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Attach_PageLoadedAnew_IsToldThatItsStreamsAreEmpty()
    {
        await MountAsync(Connection("ada", "summer"));

        await AttachAsync(0, Connection("ada", "summer"));

        Assert.Equal([Lost.Streams, Lost.Streams], cluster.Resumed.Where(call => call.Desk == _name).Select(static call => call.Lost));
    }

    [Fact]
    public async Task Attach_StoreThrows_EndsTheRoot()
    {
        await MountAsync(Connection("ada", "summer"));

        var answer = await AttachAsync(0, Connection("ada", "throw"));

        Assert.Equal((AttachOutcome.Crashed, "InvalidOperationException: A store that throws when it is resumed."), (answer.Outcome, answer.Detail));
        Assert.Equal(TerminateReason.Crashed, await cluster.EndedAsync(_name));
        Assert.Equal(AttachOutcome.Missed, (await AttachAsync(1, Connection("ada", "summer"))).Outcome);
    }

    [Fact]
    public async Task Detach_ClientStaysAway_EndsTheRootWhenItsTimeIsOver()
    {
        await MountAsync(Connection("ada", "summer"));
        await Grain.Detach(_mountId, TimeSpan.FromSeconds(30));

        cluster.Time.Advance(TimeSpan.FromSeconds(31));

        Assert.Equal(TerminateReason.Disconnected, await cluster.EndedAsync(_name));
        Assert.Equal(AttachOutcome.Missed, (await AttachAsync(1, Connection("ada", "summer"))).Outcome);
    }

    [Fact]
    public async Task Detach_NoTimeOrNotAsked_EndsTheRootAtOnce()
    {
        await MountAsync(Connection("ada", "summer"));

        await Grain.Detach(_mountId, TimeSpan.Zero);

        Assert.Equal(TerminateReason.Disconnected, await cluster.EndedAsync(_name));
    }

    [Fact]
    public async Task Detach_OfAnOlderMount_ChangesNothing()
    {
        await MountAsync(Connection("ada", "summer"));
        var older = _mountId;
        await AttachAsync(1, Connection("ada", "summer"));

        await Grain.Detach(older, TimeSpan.Zero);

        Assert.Equal(CommandOutcome.Handled, (await CommandAsync("put")).Outcome);
    }

    [Fact]
    public async Task Detached_MessagesGoOn_AndAreThereAfterTheReturn()
    {
        await MountAsync(Connection("ada", "summer"));
        await Grain.Detach(_mountId, TimeSpan.FromSeconds(30));
        for (var note = 0; note < 3 * Cluster.MaxPatches; note++)
        {
            await cluster.Client.PublishAsync(_name, "note");
        }

        // A message is one-way: the attach may come before the last of them.
        var answer = await AttachAsync(1, Connection("ada", "summer"));
        var patches = answer.Missed.ToList();
        while (patches.Count == 0 || !Text(patches[^1].Ops).Contains($"{3 * Cluster.MaxPatches}", StringComparison.Ordinal))
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            patches.AddRange((await Grain.Sync(_mountId, patches.Count == 0 ? answer.Version : patches[^1].Version)).Missed);
            await Task.Yield();
        }

        Assert.Equal(1, patches[0].BaseVersion);
    }

    [Fact]
    public async Task Detached_RootMoves_AndIsTakenBackWithItsCommandsAndWhatWasMissed()
    {
        await MountAsync(Connection("ada", "summer"));
        await CommandAsync("put", cid: 1);
        await Grain.Detach(_mountId, TimeSpan.FromSeconds(30));

        await cluster.MoveAwayAsync((IAddressable)Grain);

        var answer = await AttachAsync(1, Connection("ada", "summer"));
        Assert.Equal((1L, 2L), (answer.Missed[0].BaseVersion, answer.Missed[0].Version));
        Assert.Null((await CommandAsync("put", cid: 1)).Patch);
        Assert.Equal(CommandOutcome.Handled, (await CommandAsync("put", cid: 2)).Outcome);
    }

    [Fact]
    public async Task Detached_RootMoves_AndStillEndsWhenItsTimeIsOver()
    {
        await MountAsync(Connection("ada", "summer"));
        await Grain.Detach(_mountId, TimeSpan.FromSeconds(30));
        await cluster.MoveAwayAsync((IAddressable)Grain);

        // The other silo begins to count when the root is there.
        while (!cluster.EndedAsync(_name).IsCompleted)
        {
            cluster.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.Equal(TerminateReason.Disconnected, await cluster.EndedAsync(_name));
    }

    [Fact]
    public async Task Command_ThatIsNumbered_HasAnIdOfItsOwnInItsHandler()
    {
        await MountAsync(Connection("ada", "summer"));

        var (first, second, unnumbered) = (await CommandAsync("id", cid: 1), await CommandAsync("id", cid: 2), await CommandAsync("id"));

        Assert.Equal($$"""{"id":"{{_name}}/Desk:{{_name}}/1"}""", Text(first.Reply));
        Assert.Equal($$"""{"id":"{{_name}}/Desk:{{_name}}/2"}""", Text(second.Reply));
        Assert.Equal("""{"id":null}""", Text(unnumbered.Reply));
    }

    [Fact]
    public async Task Attach_OfAMountThatDidNotAsk_Misses()
    {
        await Grain.Mount(new MountRequest(++_mountId, Params.Empty, Connection("ada", "summer"), null));

        Assert.Equal(AttachOutcome.Missed, (await AttachAsync(1, Connection("ada", "summer"))).Outcome);
        Assert.Equal(CommandOutcome.Handled, (await CommandAsync("put")).Outcome);
    }

    private static Socket Connection(string user, string season) =>
        new Socket().Assign("user", user).PutSession(new Dictionary<string, object?> { ["season"] = season });

    private async Task MountAsync(Socket connection) =>
        Assert.Equal(MountOutcome.Mounted, (await Grain.Mount(new MountRequest(++_mountId, Params.Empty, connection, null, Resume: Next()))).Outcome);

    private async Task<AttachAnswer> AttachAsync(long version, Socket connection)
    {
        var secret = _secret;
        var answer = await Grain.Attach(new AttachRequest(_mountId + 1, Next(), secret, version, connection, null));
        _mountId += answer.Outcome == AttachOutcome.Attached ? 1 : 0;
        return answer;
    }

    private ResumeTerms Next()
    {
        _secret = RandomNumberGenerator.GetBytes(16);
        return new ResumeTerms(SHA256.HashData(_secret), Owner, IsKnown: true, TimeSpan.FromMinutes(1), "socket");
    }

    private ValueTask<CommandAnswer> CommandAsync(string name, long cid = 0) => Grain.Command(new CommandRequest(_mountId, 1, StoreId.Root, name, default, Cid: cid));

    private static string Text(ReadOnlyMemory<byte> utf8) => Encoding.UTF8.GetString(utf8.Span);

    private static string Sorted(ImmutableArray<PatchEnvelope> patches)
    {
        var op = System.Text.Json.Nodes.JsonNode.Parse(Assert.Single(patches).StreamOps.Span)![0]!.AsObject();
        var kept = new System.Text.Json.Nodes.JsonArray(new System.Text.Json.Nodes.JsonObject(
            op.Where(static property => property.Key is "op" or "at" or "item" or "item_key" or "limit" or "stream").OrderBy(static property => property.Key == "op" ? "" : property.Key, StringComparer.Ordinal)
                .Select(static property => KeyValuePair.Create(property.Key, property.Value?.DeepClone()))));
        return kept.ToJsonString();
    }

    private static string LastItem(PatchEnvelope patch) => (string?)System.Text.Json.Nodes.JsonNode.Parse(patch.StreamOps.Span)!.AsArray()[^1]!["item_key"] ?? "";

    [StoreName("Desk")]
    public sealed class DeskStore(ConcurrentQueue<Call> resumed, Endings endings) : RootStore<DeskStore.State>
    {
        public static readonly Stream<Paper> Papers = new("papers", static paper => paper.Name ?? $"{paper.N}");

        private static readonly Key<int> Count = new("count");
        private static readonly Key<int> Note = new("note");

        public override ValueTask<Socket> Init(Socket socket) => socket.Subscribe(socket.Root.Root.Id).Assign(Count, 0).Assign(Note, 0);

        public override ValueTask<Socket> HandleInfo(object message, Socket socket) => socket.Update(Note, static notes => notes + 1);

        public override ValueTask<Socket> Resumed(Lost lost, Socket socket)
        {
            if ((string?)socket.Session["season"] == "throw")
            {
                throw new InvalidOperationException("A store that throws when it is resumed.");
            }

            resumed.Enqueue(new Call(socket.Root.Root.Id, "desk", lost));
            return lost.HasFlag(Lost.Streams) ? socket.Stream(Papers, [new Paper(0, "refilled")], reset: true) : socket;
        }

        public override ValueTask Terminate(TerminateReason reason, Socket socket)
        {
            endings.Of(socket.Root.Root.Id).TrySetResult(reason);
            return ValueTask.CompletedTask;
        }

        [Command]
        public Socket Put(Socket socket)
        {
            socket = socket.Update(Count, static count => count + 1);
            return socket.StreamInsert(Papers, new Paper(socket.Get(Count)));
        }

        [Command]
        public (Named Reply, Socket Socket) Id(Socket socket) => (new Named(socket.CommandId), socket);

        public override State Render(Socket socket) => new(
            (string?)socket.Assigns["user"],
            socket.Assigns.ContainsKey("admin"),
            (string?)socket.Session["season"],
            socket.Get(Note),
            Papers,
            Child<DrawerStore>("drawer"));

        public sealed record State(string? User, bool Admin, string? Season, int Note, Stream<Paper> Papers, Child<DrawerStore> Drawer);
    }

    [StoreName("Drawer")]
    public sealed class DrawerStore(ConcurrentQueue<Call> resumed) : Store<DrawerStore.State>
    {
        public override ValueTask<Socket> Resumed(Lost lost, Socket socket)
        {
            resumed.Enqueue(new Call(socket.Root.Root.Id, "drawer", lost));
            return socket;
        }

        public override State Render(Socket socket) => new((string?)socket.Session["season"]);

        public sealed record State(string? Season);
    }

    public sealed record Paper(int N, string? Name = null);

    public sealed record Named(string? Id);

    public sealed record Call(string Desk, string Store, Lost Lost);

    public sealed class Endings
    {
        private readonly ConcurrentDictionary<string, TaskCompletionSource<TerminateReason>> _endings = new(StringComparer.Ordinal);

        public TaskCompletionSource<TerminateReason> Of(string name) => _endings.GetOrAdd(name, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
    }

    [Root<DeskStore>]
    public sealed class DeskSocket : MusubiSocket;

    public sealed class Cluster : IAsyncLifetime
    {
        public const int MaxPatches = 4;

        private readonly Endings _endings = new();
        private readonly InProcessTestCluster _cluster;

        public Cluster()
        {
            var builder = new InProcessTestClusterBuilder(initialSilosCount: 2);
            builder.ConfigureSilo((_, silo) =>
            {
                silo.AddMusubi<DeskSocket>(static options => options.MaxUndeliveredPatches = MaxPatches);
                silo.Services.AddSingleton(Resumed);
                silo.Services.AddSingleton(_endings);
                silo.Services.AddSingleton<TimeProvider>(Time);
            });
            _cluster = builder.Build();
        }

        public FakeTimeProvider Time { get; } = new();

        public ConcurrentQueue<Call> Resumed { get; } = new();

        public IClusterClient Client => _cluster.Client;

        public Task<TerminateReason> EndedAsync(string name) => _endings.Of(name).Task.WaitAsync(TestContext.Current.CancellationToken);

        /// <summary>Lets every silo know that a gateway is gone.</summary>
        public void Lose(IGatewayObserver gateway)
        {
            foreach (var silo in _cluster.Silos)
            {
                _cluster.GetSiloServiceProvider(silo.SiloAddress).GetRequiredService<PushOutboxes>().Of(gateway, receipts: true).Lose();
            }
        }

        public async Task MoveAwayAsync(IAddressable grain)
        {
            var management = Client.GetGrain<IManagementGrain>(0);
            var from = (await management.GetActivationAddress(grain, TestContext.Current.CancellationToken))!;
            RequestContext.Set(IPlacementDirector.PlacementHintKey, _cluster.Silos.Select(static silo => silo.SiloAddress).First(silo => !silo.Equals(from)));
            await grain.Cast<IGrainManagementExtension>().MigrateOnIdle();
            RequestContext.Remove(IPlacementDirector.PlacementHintKey);
            while (from.Equals(await management.GetActivationAddress(grain, TestContext.Current.CancellationToken)))
            {
                await Task.Yield();
            }
        }

        public async ValueTask InitializeAsync() => await _cluster.DeployAsync();

        public async ValueTask DisposeAsync() => await _cluster.DisposeAsync();
    }
}
