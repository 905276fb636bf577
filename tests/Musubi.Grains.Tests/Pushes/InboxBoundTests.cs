using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Orleans.TestingHost;

namespace Musubi.Grains.Tests.Pushes;

/// <summary>What waits for a root whose gateway does not say that it has what was pushed.</summary>
public sealed class InboxBoundTests : IAsyncLifetime
{
    private const int MaxUndelivered = 4;
    private const int MaxWaiting = 100;

    private readonly InProcessTestCluster _cluster;
    private readonly SlowGateway _gateway = new();

    public InboxBoundTests()
    {
        var builder = new InProcessTestClusterBuilder(initialSilosCount: 1);
        builder.ConfigureSilo(static (_, silo) =>
        {
            silo.AddMusubi<BusyRootTests.BusySocket>(static options =>
            {
                options.MaxUndeliveredPatches = MaxUndelivered;
                options.MaxWaitingMessages = MaxWaiting;
            });
            silo.Services.AddLogging(static logging => logging.AddFakeLogging().SetMinimumLevel(LogLevel.Warning));
        });
        _cluster = builder.Build();
    }

    private IEnumerable<FakeLogRecord> Dropped =>
        _cluster.Silos[0].ServiceProvider.GetFakeLogCollector().GetSnapshot().Where(static record => record.Id.Name == "MessagesDropped");

    public async ValueTask InitializeAsync() => await _cluster.DeployAsync();

    public async ValueTask DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task Messages_WhileNothingIsAcknowledged_WaitWithoutBeingPushed()
    {
        var grain = await MountAsync();
        await PublishAsync(0, MaxUndelivered + 20);
        await UntilAsync(async () => (await grain.Sync(1, 1)).Missed.Length == MaxUndelivered);

        var missed = (await grain.Sync(1, 1)).Missed;

        Assert.Equal(Enumerable.Range(0, MaxUndelivered), missed.SelectMany(Events));
        Assert.Empty(Dropped);
    }

    [Fact]
    public async Task Messages_Acknowledged_AreHandledTogetherAndNoneTwice()
    {
        var grain = await MountAsync();
        await PublishAsync(0, MaxUndelivered + 50);
        await UntilAsync(async () => (await grain.Sync(1, 1)).Missed.Length == MaxUndelivered);
        var (events, delivered, envelopes) = (new List<int>(), 1L, 0);

        while (events.Count < MaxUndelivered + 50)
        {
            foreach (var missed in (await grain.Sync(1, delivered)).Missed)
            {
                events.AddRange(Events(missed));
                delivered = missed.Version;
                envelopes++;
            }
        }

        Assert.Equal(Enumerable.Range(0, MaxUndelivered + 50), events);
        Assert.True(envelopes < 30, $"{envelopes} envelopes for {events.Count} messages");
    }

    [Fact]
    public async Task Messages_PastTheBound_AreDroppedAndSaidOnceWithTheOptionsName()
    {
        var grain = await MountAsync();
        await PublishAsync(0, MaxUndelivered);
        await UntilAsync(async () => (await grain.Sync(1, 1)).Missed.Length == MaxUndelivered);

        await PublishAsync(MaxUndelivered, MaxWaiting + 30);
        await UntilAsync(() => Task.FromResult(Dropped.Any()));

        var record = Assert.Single(Dropped);
        Assert.Equal(LogLevel.Warning, record.Level);
        Assert.Contains("MaxWaitingMessages", record.Message, StringComparison.Ordinal);
        Assert.True((await grain.Sync(1, 1)).Mounted);
    }

    [Fact]
    public async Task Command_WhileNothingIsAcknowledged_RunsAllTheSame()
    {
        var grain = await MountAsync();
        await PublishAsync(0, MaxUndelivered + 5);
        await UntilAsync(async () => (await grain.Sync(1, 1)).Missed.Length == MaxUndelivered);

        var answer = await grain.Command(new CommandRequest(1, 1, StoreId.Root, "add", """{"number":1,"milliseconds":0}"""u8.ToArray()));

        Assert.Equal(CommandOutcome.Handled, answer.Outcome);
    }

    private async Task<IStoreGrain> MountAsync()
    {
        var grain = _cluster.Client.GetGrain<IStoreGrain>(new StoreGrainKey(Guid.NewGuid().ToString("N"), new RootId("Busy", "1")).ToString());
        var observer = _cluster.Client.CreateObjectReference<IGatewayObserver>(_gateway);
        var mounted = await grain.Mount(new MountRequest(1, Params.Parse("""{"topic":"bound"}"""), new Socket(), observer, TakesReceipts: true));
        Assert.Equal(MountOutcome.Mounted, mounted.Outcome);
        return grain;
    }

    private async Task PublishAsync(int from, int count)
    {
        for (var number = from; number < from + count; number++)
        {
            await _cluster.Client.PublishAsync("bound", new BusyStore.Message(BusyStore.Act.Insert, number, number));
        }
    }

    private static IEnumerable<int> Events(PatchEnvelope patch) =>
        JsonNode.Parse(patch.Events.Span)!.AsArray().Select(static pushed => (int)pushed!["payload"]!["key"]!);

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        while (!await condition())
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
