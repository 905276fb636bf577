using System.Collections.Immutable;
using System.Security.Cryptography;

namespace Musubi.Grains.Tests.Resume;

/// <summary>What becomes of roots whose gateway is gone, through real silos and the Orleans client. Source: docs/design.md, "A page that outlives its socket".</summary>
public sealed class GatewayGoneTests(AttachTests.Cluster cluster) : IClassFixture<AttachTests.Cluster>
{
    private static readonly byte[] Owner = SHA256.HashData("ada"u8);
    private static readonly byte[] Secret = RandomNumberGenerator.GetBytes(16);

    private readonly Gateway _gateway = new();
    private readonly string _name = Guid.NewGuid().ToString("N");

    private static Socket Connection { get; } = new Socket().Assign("user", "ada").PutSession(new Dictionary<string, object?> { ["season"] = "summer" });

    private IStoreGrain Grain => cluster.Client.GetGrain<IStoreGrain>(new StoreGrainKey(_name, new RootId("Desk", _name)).ToString());

    [Fact]
    public async Task Lose_ClientThatCannotComeBack_EndsTheRoot()
    {
        var gateway = await MountAsync(null);

        cluster.Lose(gateway);

        Assert.Equal(TerminateReason.Disconnected, await cluster.EndedAsync(_name));
    }

    [Fact]
    public async Task Lose_ClientThatCanComeBack_KeepsTheRootForIt()
    {
        var gateway = await MountAsync(Terms(TimeSpan.FromMinutes(1)));

        cluster.Lose(gateway);

        await UntilLetGoAsync();
        var attached = await Grain.Attach(new AttachRequest(2, Terms(TimeSpan.FromMinutes(1)), Secret, 1, Connection, null));
        Assert.Equal((AttachOutcome.Attached, 0), (attached.Outcome, attached.Missed.Length));
        Assert.True((await Grain.Sync(2, 1)).Mounted);
    }

    [Fact]
    public async Task Lose_GatewayIsThereAfterAll_FindsNoMount()
    {
        var gateway = await MountAsync(Terms(TimeSpan.FromMinutes(1)));
        cluster.Lose(gateway);
        await UntilLetGoAsync();

        Assert.Equal(CommandOutcome.NotMounted, (await Grain.Command(new CommandRequest(1, 1, StoreId.Root, "put", default))).Outcome);
    }

    [Fact]
    public async Task Lose_GatewayThatKeepsNothing_EndsTheRoot()
    {
        var gateway = await MountAsync(Terms(TimeSpan.Zero));

        cluster.Lose(gateway);

        Assert.Equal(TerminateReason.Disconnected, await cluster.EndedAsync(_name));
    }

    private static ResumeTerms Terms(TimeSpan waitFor) => new(SHA256.HashData(Secret), Owner, IsKnown: true, TimeSpan.FromMinutes(1), "socket") { WaitFor = waitFor };

    private async Task<IGatewayObserver> MountAsync(ResumeTerms? terms)
    {
        var gateway = cluster.Client.CreateObjectReference<IGatewayObserver>(_gateway);
        Assert.Equal(MountOutcome.Mounted, (await Grain.Mount(new MountRequest(1, Params.Empty, Connection, gateway, TakesReceipts: true, Resume: terms))).Outcome);
        return gateway;
    }

    // It takes a turn of its own, and says so to nobody.
    private async Task UntilLetGoAsync()
    {
        while ((await Grain.Sync(1, 1)).Mounted)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        }
    }

    private sealed class Gateway : IGatewayObserver
    {
        ValueTask IGatewayObserver.HoldsAsleep(long hold, TimeSpan holdFor) => ValueTask.CompletedTask;

        public ValueTask Push(ImmutableArray<RootPush> pushes) => ValueTask.CompletedTask;

        public ValueTask<PushReceipt> Deliver(ImmutableArray<RootPush> pushes) => new(new PushReceipt([]));
    }
}
