using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Musubi.Durable;
using Musubi.Grains.Durable;
using Orleans.Core.Internal;
using Orleans.Runtime.Placement;
using Orleans.TestingHost;
using Fault = Musubi.Grains.Tests.Durable.FaultyRootLog.Fault;

namespace Musubi.Grains.Tests.Durable;

/// <summary>Roots that are kept in a storage, through real silos and the Orleans client. Source: docs/durable.md.</summary>
public sealed class DurableRootTests(DurableRootTests.Cluster cluster) : IClassFixture<DurableRootTests.Cluster>
{
    private static readonly byte[] Owner = SHA256.HashData("ada"u8);

    private readonly string _name = Guid.NewGuid().ToString("N");
    private long _mountId;
    private long _number;
    private byte[] _secret = [];

    private string Key => new StoreGrainKey(_name, new RootId("Cart", _name)).ToString();

    private IStoreGrain Grain => cluster.Client.GetGrain<IStoreGrain>(Key);

    [Fact]
    public async Task Mount_OnlyLookedAt_WritesNothing()
    {
        await MountAsync();
        await Grain.Sync(_mountId, 1);

        Assert.Empty(Written());
    }

    [Fact]
    public async Task Command_ActivationIsLost_GoesOnWithTheStateAndTheMount()
    {
        await MountAsync();
        await AddAsync("tea", 2);
        await AddAsync("jam", 1);

        await LoseActivationAsync();

        Assert.Equal("""{"sum":4}""", Text((await AddAsync("tea", 1)).Reply));
        var sync = await Grain.Sync(_mountId, 1);
        Assert.True(sync.Mounted);
        Assert.Equal([2L, 3L, 4L], sync.Missed.Select(static patch => patch.Version));
    }

    [Fact]
    public async Task Command_ThatChangedNothing_WritesNothing()
    {
        await MountAsync();
        await AddAsync("tea", 1);
        var written = Written().Length;

        var answer = await CommandAsync("total");

        Assert.Equal("""{"sum":1}""", Text(answer.Reply));
        Assert.Equal(written, Written().Length);
    }

    [Fact]
    public async Task Command_AskedAgainAfterTheLoss_IsAnsweredAndNotRun()
    {
        await MountAsync();
        await AddAsync("tea", 1);
        var given = await AddAsync("tea", 1);

        await LoseActivationAsync();
        var again = await Grain.Command(Adding("tea", 1) with { Number = _number });

        Assert.Equal((Text(given.Reply), given.Patch!.Version, Text(given.Patch.Ops)), (Text(again.Reply), again.Patch!.Version, Text(again.Patch.Ops)));
        Assert.Equal("""{"sum":2}""", Text((await CommandAsync("total")).Reply));
    }

    [Fact]
    public async Task Command_OfAClientThatNumbers_IsAppliedOnceAcrossLosses()
    {
        await MountAsync();
        var random = new Random(Seed());
        for (var cid = 1; cid <= 100; cid++)
        {
            var request = Adding("tea", 1) with { Number = ++_number, Cid = cid, Ack = Math.Max(0, cid - 3) };
            await Grain.Command(request);
            if (random.Next(5) == 0)
            {
                await LoseActivationAsync();
            }

            if (random.Next(3) == 0)
            {
                Assert.Equal(CommandOutcome.Handled, (await Grain.Command(request with { Number = ++_number })).Outcome);
            }
        }

        await LoseActivationAsync();
        Assert.Equal("""{"sum":100}""", Text((await CommandAsync("total")).Reply));
    }

    [Fact]
    public async Task Attach_AfterTheLoss_GivesTheRootBackWithWhatWasMissed()
    {
        await MountAsync();
        await AddAsync("tea", 1);
        await AddAsync("jam", 1);
        await LoseActivationAsync();

        var answer = await AttachAsync(2);

        Assert.Equal((AttachOutcome.Attached, 2L), (answer.Outcome, answer.Version));
        Assert.Equal([3L], answer.Missed.Select(static patch => patch.Version));
    }

    [Fact]
    public async Task Attach_AfterTheLoss_TakesTheNewTokenAlone()
    {
        await MountAsync();
        await AddAsync("tea", 1);
        var first = _secret;
        await AttachAsync(2);
        await AddAsync("tea", 1, cid: 1);
        await LoseActivationAsync();

        Assert.Equal(AttachOutcome.Missed, (await AttachAsync(2, first)).Outcome);
        Assert.Equal(AttachOutcome.Attached, (await AttachAsync(2)).Outcome);
    }

    [Fact]
    public async Task Attach_WhoseAnswerWasLostWithTheActivation_TakesTheTokenBefore()
    {
        await MountAsync();
        await AddAsync("tea", 1);
        var first = _secret;
        await AttachAsync(2);
        await LoseActivationAsync();

        Assert.Equal(AttachOutcome.Attached, (await AttachAsync(2, first)).Outcome);
    }

    [Fact]
    public async Task Children_ThatCameAndWent_AreAsTheyWere()
    {
        await MountAsync();
        await AddAsync("tea", 1);
        await AddAsync("jam", 1);
        await Grain.Command(new CommandRequest(_mountId, 1, StoreId.Of("lines", "jam"), "note", """{"text":"sweet"}"""u8.ToArray()));
        await Grain.Command(new CommandRequest(_mountId, 1, StoreId.Of("lines", "tea"), "note", """{"text":"green"}"""u8.ToArray()));
        await CommandAsync("drop", """{"name":"jam"}""");
        await AddAsync("jam", 5);
        var before = await WholeAsync();

        await LoseActivationAsync();

        Assert.Equal(before, await WholeAsync());
        Assert.Contains("green", before, StringComparison.Ordinal);
        Assert.DoesNotContain("sweet", before, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Topic_ActivationIsLost_HearsThatItMayHaveMissedMessages_AndOfTheNext()
    {
        await MountAsync();
        await CommandAsync("listen");

        await LoseActivationAsync();

        await WaitForAsync("\"heard\":1");
        await cluster.Client.PublishAsync(_name, "news");
        await WaitForAsync("\"heard\":11");
    }

    [Fact]
    public async Task TransientKey_IsNotWritten_AndBeginsAnew()
    {
        await MountAsync();
        await AddAsync("tea", 1);
        var written = Written().Length;
        await CommandAsync("point", """{"at":7}""");
        Assert.Contains("\"at\":7", await WholeAsync(), StringComparison.Ordinal);
        Assert.Equal(written + 2, Written().Length);

        await LoseActivationAsync();

        Assert.Contains("\"at\":-1", await WholeAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Fault.Before)]
    [InlineData(Fault.After)]
    public async Task Append_FailsForAWhile_IsWrittenOnce(object fault)
    {
        await MountAsync();
        await AddAsync("tea", 1);
        cluster.Log.Fail((Fault)fault, (Fault)fault, (Fault)fault);

        Assert.Equal("""{"sum":2}""", Text((await AddAsync("tea", 1)).Reply));
        await LoseActivationAsync();
        Assert.Equal("""{"sum":2}""", Text((await CommandAsync("total")).Reply));
    }

    [Theory]
    [InlineData(Fault.Before, 1)]
    [InlineData(Fault.After, 2)]
    public async Task Append_FailsForTooLong_IsUnavailable_AndTheNextCallFindsWhatIsStored(object fault, int sum)
    {
        await MountAsync();
        await AddAsync("tea", 1);
        cluster.Log.Fail([.. Enumerable.Repeat((Fault)fault, 1000)]);

        await Assert.ThrowsAsync<RootUnavailableException>(async () => await AddAsync("tea", 1));
        cluster.Log.Heal();

        Assert.Equal($$"""{"sum":{{sum}}}""", Text((await CommandAsync("total")).Reply));
    }

    [Fact]
    public async Task Append_OfAnActivationThatWasOvertaken_IsFenced()
    {
        await MountAsync();
        await AddAsync("tea", 1);

        // Another activation, of which this one does not know.
        await cluster.Log.LoadAsync(Key, TestContext.Current.CancellationToken);

        Assert.Equal(CommandOutcome.NotMounted, (await AddAsync("tea", 1)).Outcome);
        Assert.Equal("""{"sum":1}""", Text((await CommandAsync("total")).Reply));
    }

    [Fact]
    public async Task Command_ThatCrashed_LeavesTheStateAndIsNotRunAgain()
    {
        await MountAsync();
        await AddAsync("tea", 1);

        var request = new CommandRequest(_mountId, 1, StoreId.Root, "explode", default, ++_number, Cid: 1);
        Assert.Equal(CommandOutcome.Crashed, (await Grain.Command(request)).Outcome);

        var answer = await AttachAsync(2);
        Assert.Equal((AttachOutcome.Attached, 2L), (answer.Outcome, answer.Version));
        Assert.Equal(CommandOutcome.CrashedBefore, (await Grain.Command(request with { MountId = _mountId, Number = 1 })).Outcome);
        Assert.Equal("""{"sum":1}""", Text((await CommandAsync("total")).Reply));
    }

    [Fact]
    public async Task State_ThatCrashesThreeTimes_IsSetAside_AndSaysSo()
    {
        await MountAsync();
        await AddAsync("tea", 1);
        await CommandAsync("poison");
        await LoseActivationAsync();

        for (var crash = 0; crash < 3; crash++)
        {
            await Assert.ThrowsAsync<RootUnavailableException>(async () => await AttachAsync(2));
        }

        var answer = await AttachAsync(2);
        Assert.Equal((AttachOutcome.Missed, "state_crashes"), (answer.Outcome, answer.Reason));
    }

    [Fact]
    public async Task State_OfAnUnknownFormat_IsSetAside_AndSaysSo()
    {
        await MountAsync();
        await AddAsync("tea", 1);
        var stored = (await cluster.Log.LoadAsync(Key, TestContext.Current.CancellationToken))!;
        await cluster.Log.AppendAsync([new RootAppend(Key, stored.Epoch, stored.Epoch, stored.Sequence + 1, IsSnapshot: true, new byte[] { 250, 1, 2 }, TimeSpan.FromHours(1))], TestContext.Current.CancellationToken);
        await LoseActivationAsync();

        var answer = await AttachAsync(2);

        Assert.Equal((AttachOutcome.Missed, "state_unreadable"), (answer.Outcome, answer.Reason));
        Assert.Null(await cluster.Log.LoadAsync(Key, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Root_Moves_AndItsFirstAppendTakesANewEpoch()
    {
        await MountAsync();
        await AddAsync("tea", 1);

        await cluster.MoveAwayAsync((IAddressable)Grain);

        Assert.Equal("""{"sum":2}""", Text((await AddAsync("tea", 1)).Reply));
        await LoseActivationAsync();
        Assert.Equal("""{"sum":3}""", Text((await AddAsync("tea", 1)).Reply));
    }

    [Fact]
    public async Task Unmount_RemovesItFromTheStorage()
    {
        await MountAsync();
        await AddAsync("tea", 1);

        await Grain.Unmount(_mountId, TerminateReason.Left);

        Assert.Null(await cluster.Log.LoadAsync(Key, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Mount_Anew_TakesThePlaceOfWhatIsStored()
    {
        await MountAsync();
        await AddAsync("tea", 7);
        await LoseActivationAsync();

        await MountAsync();

        Assert.Equal("""{"sum":1}""", Text((await AddAsync("tea", 1)).Reply));
        await LoseActivationAsync();
        Assert.Equal("""{"sum":1}""", Text((await CommandAsync("total")).Reply));
    }

    [Fact]
    public async Task Records_BecomeASnapshotNowAndThen()
    {
        await MountAsync();
        for (var i = 0; i < 200; i++)
        {
            await AddAsync("tea", 1);
        }

        var written = Written();
        Assert.Equal(200, written.Length);
        Assert.InRange(written.Count(static record => record.IsSnapshot), 3, 40);
        await LoseActivationAsync();
        Assert.Equal("""{"sum":200}""", Text((await CommandAsync("total")).Reply));
    }

    private static int Seed()
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper!.WriteLine($"Seed {seed}.");
        return seed;
    }

    private static string Text(ReadOnlyMemory<byte> utf8) => Encoding.UTF8.GetString(utf8.Span);

    private (string Root, long Sequence, bool IsSnapshot, int Bytes)[] Written() => [.. cluster.Log.Accepted.Where(record => record.Root == Key)];

    private CommandRequest Adding(string name, int count) =>
        new(_mountId, 1, StoreId.Root, "add", Encoding.UTF8.GetBytes($$"""{"name":"{{name}}","count":{{count}}}"""));

    private ValueTask<CommandAnswer> AddAsync(string name, int count, long cid = 0) => Grain.Command(Adding(name, count) with { Number = ++_number, Cid = cid });

    private ValueTask<CommandAnswer> CommandAsync(string name, string payload = "{}") =>
        Grain.Command(new CommandRequest(_mountId, 1, StoreId.Root, name, Encoding.UTF8.GetBytes(payload)));

    private async Task MountAsync()
    {
        var answer = await Grain.Mount(new MountRequest(++_mountId, Params.Empty, new Socket().Assign("user", "ada"), null, Resume: Next()));
        Assert.Equal(MountOutcome.Mounted, answer.Outcome);
    }

    private async Task<AttachAnswer> AttachAsync(long version, byte[]? secret = null)
    {
        secret ??= _secret;
        var kept = _secret;
        var answer = await Grain.Attach(new AttachRequest(_mountId + 1, Next(), secret, version, new Socket().Assign("user", "ada"), null));
        (_mountId, _secret) = answer.Outcome == AttachOutcome.Attached ? (_mountId + 1, _secret) : (_mountId, kept);
        return answer;
    }

    // The whole state, as a client gets it that has nothing.
    private async Task<string> WholeAsync() => Text(Assert.Single((await AttachAsync(0)).Missed).Ops);

    private async Task WaitForAsync(string text)
    {
        while (!(await WholeAsync()).Contains(text, StringComparison.Ordinal))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TestContext.Current.CancellationToken);
        }
    }

    private ResumeTerms Next()
    {
        _secret = RandomNumberGenerator.GetBytes(16);
        return new ResumeTerms(SHA256.HashData(_secret), Owner, IsKnown: true, TimeSpan.FromMinutes(1), "socket");
    }

    private Task LoseActivationAsync() => Activations.LoseAsync(cluster.Client, Grain);

    [StoreName("Cart"), Durable]
    public sealed class CartStore : RootStore<CartStore.State>
    {
        private static readonly Key<ImmutableDictionary<string, int>> Lines = new("lines");
        private static readonly Key<int> Heard = new("heard");
        private static readonly Key<bool> Poisoned = new("poisoned");
        private static readonly TransientKey<int> At = new("at", -1);

        [ThreadStatic]
        private static bool s_inCommand;

        public override ValueTask<Socket> Init(Socket socket) => socket.Assign(Lines, ImmutableDictionary<string, int>.Empty).Assign(Poisoned, false).Assign(At, -1).Assign(Heard, 0);

        public override ValueTask<Socket> HandleInfo(object message, Socket socket) => socket.Update(Heard, static heard => heard + 10);

        public override ValueTask<Socket> Resumed(Lost lost, Socket socket) => lost.HasFlag(Lost.Messages) ? socket.Update(Heard, static heard => heard + 1) : socket;

        [Command]
        public Socket Listen(Socket socket) => socket.Subscribe(socket.Root.Root.Id);

        [Command]
        public (Totalled Reply, Socket Socket) Add(string name, int count, Socket socket)
        {
            socket = socket.Update(Lines, lines => lines.SetItem(name, lines.GetValueOrDefault(name) + count));
            return (new Totalled(socket.Get(Lines).Values.Sum()), socket);
        }

        [Command]
        public (Totalled Reply, Socket Socket) Total(Socket socket) => (new Totalled(socket.Get(Lines).Values.Sum()), socket);

        [Command]
        public Socket Drop(string name, Socket socket) => socket.Update(Lines, lines => lines.Remove(name));

        [Command]
        public Socket Point(int at, Socket socket) => socket.Assign(At, at);

        [Command]
        public Socket Explode(Socket socket) => throw new InvalidOperationException("A command that throws.");

        [Command]
        public Socket Poison(Socket socket)
        {
            s_inCommand = true;
            return socket.Assign(Poisoned, true);
        }

        public override State Render(Socket socket)
        {
            // The command's own render is well, as one is that another build made.
            if (socket.Get(Poisoned) && !s_inCommand)
            {
                throw new InvalidOperationException("A state that throws.");
            }

            s_inCommand = false;
            return new(socket.Get(At), socket.Get(Heard), [.. socket.Get(Lines).OrderBy(static line => line.Key, StringComparer.Ordinal).Select(static line => Child<LineStore>(line.Key, LineStore.Count.Is(line.Value)))]);
        }

        public sealed record State(int At, int Heard, ImmutableArray<Child<LineStore>> Lines);

        public sealed record Totalled(int Sum);
    }

    [StoreName("Line")]
    public sealed class LineStore : Store<LineStore.State>
    {
        public static readonly Attr<int> Count = new("count");

        private static readonly Key<string> Text = new("text");

        public override ValueTask<Socket> Init(Socket socket) => socket.Assign(Text, "");

        [Command]
        public Socket Note(string text, Socket socket) => socket.Assign(Text, text);

        public override State Render(Socket socket) => new(socket.Get(Count), socket.Get(Text));

        public sealed record State(int Count, string Text);
    }

    [Root<CartStore>]
    public sealed class CartSocket : MusubiSocket;

    public sealed class Cluster : IAsyncLifetime
    {
        private readonly InProcessTestCluster _cluster;

        public Cluster()
        {
            var builder = new InProcessTestClusterBuilder(initialSilosCount: 2);
            builder.ConfigureSilo((_, silo) =>
            {
                silo.AddMusubi<CartSocket>();
                silo.Services.AddSingleton<IRootLog>(Log);
            });
            _cluster = builder.Build();
        }

        internal FaultyRootLog Log { get; } = new(new MemoryRootLog(TimeProvider.System));

        public IClusterClient Client => _cluster.Client;

        public async Task MoveAwayAsync(IAddressable grain)
        {
            var management = Client.GetGrain<IManagementGrain>(0);
            var from = (await management.GetActivationAddress(grain, TestContext.Current.CancellationToken))!;
            RequestContext.Set(IPlacementDirector.PlacementHintKey, _cluster.Silos.Select(static silo => silo.SiloAddress).First(silo => !silo.Equals(from)));
            await grain.Cast<IGrainManagementExtension>().MigrateOnIdle();
            RequestContext.Remove(IPlacementDirector.PlacementHintKey);
        }

        public async ValueTask InitializeAsync() => await _cluster.DeployAsync();

        public async ValueTask DisposeAsync() => await _cluster.DisposeAsync();
    }
}
