using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using Musubi.Grains.Tests.Async;
using Orleans.TestingHost;

namespace Musubi.Grains.Tests.Stores;

/// <summary>What a silo keeps of roots that there are not, however many names of them a client thinks of, and what it logs of them.</summary>
public sealed class RootlessActivationTests : IAsyncLifetime
{
    private const int Roots = 300;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly FakeTimeProvider _clock = new();
    private readonly Gates _gates = new();
    private readonly InProcessTestCluster _cluster;

    public RootlessActivationTests()
    {
        var builder = new InProcessTestClusterBuilder(initialSilosCount: 1);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.AddMusubi<TestSocket>();
            silo.Services.AddSingleton(_gates).AddSingleton<Endings>().AddSingleton<Works>().AddSingleton<Handled>();
            silo.Services.AddSingleton<TimeProvider>(_clock);
            silo.Services.AddLogging(static logging => logging.AddFakeLogging().SetMinimumLevel(LogLevel.Warning));
        });
        _cluster = builder.Build();
    }

    public async ValueTask InitializeAsync() => await _cluster.DeployAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Mounts_ThatThrow_LeaveNoActivation()
    {
        await CrashAsync("crashing");

        await UntilNoneIsLeftAsync();
    }

    [Fact]
    public async Task Calls_ForRootsThatThereAreNot_LeaveNoActivation()
    {
        await Task.WhenAll(Enumerable.Range(0, Roots).Select(async i =>
        {
            var root = Root($"none-{i}");
            switch (i % 5)
            {
                case 0:
                    Assert.Equal(CommandOutcome.NotMounted, (await root.Command(new CommandRequest(1, 0, StoreId.Root, "add", "{}"u8.ToArray()))).Outcome);
                    break;
                case 1:
                    Assert.False((await root.Sync(1, 0)).Mounted);
                    break;
                case 2:
                    await root.Abandon(1);
                    break;
                case 3:
                    await root.Info(new InfoMessage("topic", new Added(1)));
                    break;
                default:
                    await root.Unmount(1, TerminateReason.Left);
                    break;
            }
        }));

        await UntilNoneIsLeftAsync();
    }

    [Fact]
    public async Task Commands_ThatThrow_LeaveNoActivation()
    {
        await Task.WhenAll(Enumerable.Range(0, Roots).Select(async i =>
        {
            var root = Root($"command-{i}");
            await MountAsync(root, 1);
            Assert.Equal(CommandOutcome.Crashed, (await root.Command(new CommandRequest(1, 1, StoreId.Root, "throw", "{}"u8.ToArray()))).Outcome);
        }));

        await UntilNoneIsLeftAsync();
    }

    [Fact]
    public async Task Mount_AtOnceAfterOneThatThrew_StaysMounted()
    {
        for (var i = 0; i < Roots; i++)
        {
            var root = Root($"again-{i}");
            var crashed = MountAsync(root, 1, """{"throw":true}""");
            var mounted = MountAsync(root, 2);
            // The two may arrive the other way round.
            Assert.True((await crashed).Outcome is MountOutcome.Crashed or MountOutcome.Superseded);
            Assert.Equal(MountOutcome.Mounted, (await mounted).Outcome);

            Assert.Equal(CommandOutcome.Handled, (await root.Command(new CommandRequest(2, 1, StoreId.Root, "add", """{"by":1}"""u8.ToArray()))).Outcome);
        }
    }

    [Fact]
    public async Task Failures_OfOneKind_AreLoggedOnceAndThenCounted()
    {
        await CrashAsync("logged");
        await MountAsync(Root("command"), 1);
        await Root("command").Command(new CommandRequest(1, 1, StoreId.Root, "throw", "{}"u8.ToArray()));

        _clock.Advance(TimeSpan.FromMinutes(1));

        var lines = _cluster.Silos[0].ServiceProvider.GetRequiredService<FakeLogCollector>().GetSnapshot()
            .Where(static line => line.Category == "Musubi.Grains.Stores.StoreGrain").Select(static line => line.Message).ToList();
        Assert.Equal(
            [
                "Root 'Counter' crashed while mounting.",
                "Command 'throw' of store [] crashed its root.",
                $"{Roots - 1} more of message MountCrashed (1) in the last minute: InvalidOperationException Counter.",
            ],
            lines);
    }

    private static Task<MountAnswer> MountAsync(IStoreGrain root, long mountId, string mountParams = "{}") =>
        root.Mount(new MountRequest(mountId, Params.Parse(mountParams), new Socket().Assign("user", "ada"), null)).AsTask();

    private Task CrashAsync(string name) => Task.WhenAll(Enumerable.Range(0, Roots).Select(async i =>
        Assert.Equal(MountOutcome.Crashed, (await MountAsync(Root($"{name}-{i}"), 1, """{"throw":true}""")).Outcome)));

    private IStoreGrain Root(string id) => _cluster.Client.GetGrain<IStoreGrain>(new StoreGrainKey("connection", new RootId("Counter", id)).ToString());

    // Nothing tells when an activation has gone. It is asked for until then.
    private async Task UntilNoneIsLeftAsync()
    {
        var management = _cluster.Client.GetGrain<IManagementGrain>(0);
        using var patience = new CancellationTokenSource(Patience);
        while ((await management.GetDetailedGrainStatistics()).Any(static grain => grain.GrainId.Type.ToString() == "musubi.store"))
        {
            patience.Token.ThrowIfCancellationRequested();
        }
    }
}
