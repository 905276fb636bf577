using System.Text;
using Orleans.TestingHost;

namespace Musubi.Grains.Tests.Pushes;

/// <summary>Whatever comes while a root is busy, and whatever is lost on the way to its gateway, the client has every item and every event, in order, once.</summary>
public sealed class BusyRootTests : IAsyncLifetime
{
    private const int Seeds = 24;
    private const int Steps = 150;

    private readonly InProcessTestCluster _cluster;

    public BusyRootTests()
    {
        var builder = new InProcessTestClusterBuilder(initialSilosCount: 1);
        builder.ConfigureSilo(static (_, silo) => silo.AddMusubi<BusySocket>(static options =>
        {
            options.MaxUndeliveredPatches = 4;
            options.MaxUndeliveredBytes = 1024;
        }));
        _cluster = builder.Build();
    }

    public async ValueTask InitializeAsync() => await _cluster.DeployAsync();

    public async ValueTask DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task AnyInterleaving_OfCommandsMessagesSyncsAndLosses_LosesNothing() =>
        await Task.WhenAll(Enumerable.Range(0, Seeds).Select(offset => RunAsync(Random.Shared.Next() + offset)));

    // One after the other from this side, so that what is to come of it is known.
    private async Task RunAsync(int seed)
    {
        var random = new Random(seed);
        var gateway = new LossyGateway(new Random(seed + 1));
        var topic = $"busy-{seed}";
        var grain = _cluster.Client.GetGrain<IStoreGrain>(new StoreGrainKey(topic, new RootId("Busy", "1")).ToString());
        var observer = _cluster.Client.CreateObjectReference<IGatewayObserver>(gateway);
        var mounted = await grain.Mount(new MountRequest(1, Params.Parse($$"""{"topic":"{{topic}}"}"""), new Socket(), observer, TakesReceipts: true));
        gateway.Take(mounted.Patch!);

        var (items, events, commands) = (new List<(string, int)>(), new List<int>(), new List<(string, int)>());
        for (var step = 0; step < Steps; step++)
        {
            switch (random.Next(12))
            {
                case 0:
                    await SyncAsync(grain, gateway, seed);
                    break;
                case 1 or 2:
                    var answer = await grain.Command(new CommandRequest(
                        1, gateway.Delivered, StoreId.Root, "add", Encoding.UTF8.GetBytes($$"""{"number":{{step}},"milliseconds":{{(random.Next(3) == 0 ? random.Next(30) : 0)}}}""")));
                    Assert.True(answer.Outcome == CommandOutcome.Handled, $"seed {seed}, step {step}: {answer.Outcome}");
                    gateway.Take(answer.Patch!);
                    commands.Add(($"{step}", step));
                    break;
                default:
                    for (var burst = random.Next(5) == 0 ? 40 : 1; burst > 0; burst--)
                    {
                        var message = new BusyStore.Message(random.Next(12) switch { 0 or 1 => BusyStore.Act.Delete, 2 => BusyStore.Act.Reset, 3 => BusyStore.Act.DeleteAndInsert, _ => BusyStore.Act.Insert }, events.Count, random.Next(30));
                        await _cluster.Client.PublishAsync(topic, message);
                        events.Add(message.Number);
                        Expect(items, message);
                    }

                    break;
            }
        }

        gateway.Lossy = false;
        while (gateway.Events.Count < events.Count || gateway.Streams["commands"].Count < commands.Count)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            await SyncAsync(grain, gateway, seed);
        }

        Assert.True(events.SequenceEqual(gateway.Events), $"seed {seed}: events {string.Join(' ', gateway.Events)}");
        Assert.True(commands.SequenceEqual(gateway.Streams["commands"]), $"seed {seed}: commands {string.Join(' ', gateway.Streams["commands"])}");
        Assert.True(items.SequenceEqual(gateway.Streams["items"]), $"seed {seed}: items {string.Join(' ', gateway.Streams["items"])}; expected {string.Join(' ', items)}");
        GC.KeepAlive(gateway);
    }

    private static async Task SyncAsync(IStoreGrain grain, LossyGateway gateway, int seed)
    {
        var answer = await grain.Sync(1, gateway.Delivered);
        Assert.True(answer.Mounted, $"seed {seed}: the root was given up");
        foreach (var missed in answer.Missed)
        {
            gateway.Take(missed);
        }
    }

    // One message, one cycle: inserts, then deletes.
    private static void Expect(List<(string Key, int Number)> items, BusyStore.Message message)
    {
        switch (message.Act)
        {
            case BusyStore.Act.Insert:
                LossyGateway.Put(items, $"{message.Key}", message.Number);
                break;
            case BusyStore.Act.Delete:
                items.RemoveAll(item => item.Key == $"{message.Key}");
                break;
            case BusyStore.Act.Reset:
                items.Clear();
                LossyGateway.Put(items, $"{message.Key}", message.Number);
                break;
            default:
                LossyGateway.Put(items, $"{message.Key + 1}", message.Number);
                items.RemoveAll(item => item.Key == $"{message.Key}");
                break;
        }
    }

    [Root<BusyStore>]
    internal sealed class BusySocket : MusubiSocket;
}
