using System.Diagnostics.Metrics;
using System.Text;
using System.Text.Json;
using Musubi.Grains.Tests.Async;
using Orleans.Core.Internal;

namespace Musubi.Grains.Tests.Stores;

/// <summary>What reaches a root that no client sent: results of tasks, timers, updates; through a real silo and the Orleans client.</summary>
public sealed class StoreGrainAsyncTests : IClassFixture<StoreGrainTests.Cluster>, IDisposable
{
    private static long _mounts;

    private readonly StoreGrainTests.Cluster _cluster;
    private readonly IStoreGrain _grain;
    private readonly long _mountId = Interlocked.Increment(ref _mounts);
    private readonly StoreGrainKey _key = new(Guid.NewGuid().ToString("N"), new RootId("Tasks", "1"));
    private readonly PatchInbox _pushed = new();
    private readonly IGatewayObserver _observer;

    public StoreGrainAsyncTests(StoreGrainTests.Cluster cluster)
    {
        _cluster = cluster;
        _grain = cluster.Client.GetGrain<IStoreGrain>(_key.ToString());
        _observer = cluster.Client.CreateObjectReference<IGatewayObserver>(_pushed);
    }

    public void Dispose() => _cluster.Client.DeleteObjectReference<IGatewayObserver>(_observer);

    [Fact]
    public async Task AssignAsync_ResultComes_IsPushedAfterTheCommandsPatch()
    {
        await Mount();
        var (name, work) = NewWork();

        var answer = await Command("load", new { work = name });
        await work.Began;
        work.Complete("tea");
        var patch = await _pushed.Next(_mountId);

        Assert.Equal("""[{"op":"replace","path":"/value/status","value":"loading"}]""", Text(answer.Patch!.Ops));
        Assert.Equal("""[{"op":"replace","path":"/value/status","value":"ok"},{"op":"replace","path":"/value/result","value":"tea"}]""", Text(patch.Ops));
        Assert.Equal([(1, 2), (2, 3)], Versions(answer.Patch, patch));
    }

    [Fact]
    public async Task AssignAsync_WorkRuns_HoldsNoTurn()
    {
        await Mount();
        var (name, work) = NewWork();
        await Command("load", new { work = name });
        await work.Began;

        await Command("write", new { text = "meanwhile" });

        work.Complete("tea");
        Assert.Equal("tea", Value(await _pushed.Next(_mountId)));
    }

    [Fact]
    public async Task AssignAsync_ManyResultsBetweenCommands_MakeOneSequenceOfPatches()
    {
        await Mount();
        var patches = new List<PatchEnvelope?>();
        var works = Enumerable.Range(0, 5).Select(_ => NewWork()).ToArray();
        foreach (var (name, work) in works)
        {
            patches.Add((await Command("start", new { work = name })).Patch);
            await work.Began;
        }

        foreach (var (_, work) in works)
        {
            work.Complete("done");
            patches.Add((await Command("write", new { text = "meanwhile" })).Patch);
        }

        for (var pushed = 0; pushed < works.Length; pushed++)
        {
            patches.Add(await _pushed.Next(_mountId));
        }

        Assert.Equal(
            Enumerable.Range(1, 15).Select(static version => ((long)version, version + 1L)),
            Versions([.. patches.OfType<PatchEnvelope>()]).OrderBy(static versions => versions.Item1));
    }

    [Fact]
    public async Task Command_AwaitsWhileResultsAndTimersCome_IsNotInterleaved()
    {
        await Mount();
        var (name, work) = NewWork();
        var timer = Guid.NewGuid().ToString();
        await Command("start", new { work = name, seconds = 1 });
        await Command("later", new { text = timer, seconds = 2 });
        await work.Began;
        var gate = _cluster.Gates.Open(out var gateName);
        var command = Command("hold", new { gate = gateName });
        await _cluster.Gates.Reached(gateName).WaitAsync(TestContext.Current.CancellationToken);

        // The clock calls back here, and what that asks of the silo is done in order: before the second of two calls that do interleave.
        _cluster.Time.Advance(TimeSpan.FromSeconds(2));
        await _grain.Sync(_mountId, 3);
        await _grain.Sync(_mountId, 3);
        Assert.False(_cluster.Handled.Of(name).IsCompleted);
        Assert.False(_cluster.Handled.Of(timer).IsCompleted);

        gate.SetResult();
        var answer = await command;

        // Orleans may overtake with the second push the first, for which it has yet to find out where the client is. Versions say what came first.
        PatchEnvelope[] pushed = [await _pushed.Next(_mountId), await _pushed.Next(_mountId)];
        Array.Sort(pushed, static (one, other) => one.Version.CompareTo(other.Version));
        Assert.Equal("""[{"op":"add","path":"/log/0","value":"held"},{"op":"add","path":"/log/1","value":"let go"}]""", Text(answer.Patch!.Ops));
        Assert.Equal($$"""[{"op":"add","path":"/log/2","value":"{{name}}: timeout"}]""", Text(pushed[0].Ops));
        Assert.Equal($$"""[{"op":"add","path":"/log/3","value":"{{timer}}"}]""", Text(pushed[1].Ops));
        Assert.Equal([(3, 4), (4, 5), (5, 6)], Versions([answer.Patch, .. pushed]));
    }

    [Fact]
    public async Task HandleInfo_ThrowsAtATimersMessage_TellsTheObserverThatTheRootCrashed()
    {
        await Mount();
        var (name, work) = NewWork();
        await Command("start", new { work = name });
        var token = await work.Began;
        await Command("later", new { text = "throw", seconds = 0 });

        Assert.Equal(_mountId, await _pushed.Crashed);
        Assert.False((await _grain.Sync(_mountId, 1)).Mounted);
        Assert.True(token.IsCancellationRequested);
        await Mount();
    }

    [Fact]
    public async Task Render_ThrowsOverAResult_TellsTheObserverThatTheRootCrashed()
    {
        await Mount();
        var (name, work) = NewWork();
        await Command("load", new { work = name });
        await work.Began;

        work.Complete("unrenderable");

        Assert.Equal(_mountId, await _pushed.Crashed);
        Assert.False((await _grain.Sync(_mountId, 1)).Mounted);
    }

    [Fact]
    public async Task Unmount_WorkRuns_StopsItAndItsTimers()
    {
        await Mount();
        var (name, work) = NewWork();
        var timer = Guid.NewGuid().ToString();
        await Command("load", new { work = name });
        await Command("later", new { text = timer, seconds = 1 });
        var token = await work.Began;

        await _grain.Unmount(_mountId, TerminateReason.Left);

        await work.Cancelled;
        Assert.True(token.IsCancellationRequested);
        work.Complete("too late");
        _cluster.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.False((await _grain.Sync(_mountId, 1)).Mounted);
        Assert.False(_cluster.Handled.Of(timer).IsCompleted);
        Assert.True(_pushed.IsEmpty);
    }

    [Fact]
    public async Task Mount_Again_HearsNothingOfTheEarlierMountsWork()
    {
        await Mount();
        var (early, earlyWork) = NewWork();
        var (late, lateWork) = NewWork();
        await Command("load", new { work = early });
        var token = await earlyWork.Began;
        await Mount();
        await Command("load", new { work = late });
        await lateWork.Began;

        Assert.True(token.IsCancellationRequested);
        earlyWork.Complete("early");
        lateWork.Complete("late");

        Assert.Equal("late", Value(await _pushed.Next(_mountId)));
        Assert.True(_pushed.IsEmpty);
    }

    [Fact]
    public async Task Deactivate_WorkRuns_StopsItAndNothingWakesTheGrain()
    {
        var ended = Guid.NewGuid().ToString();
        await Mount(ended);
        var (name, work) = NewWork();
        await Command("load", new { work = name });
        var token = await work.Began;

        await ((IAddressable)_grain).Cast<IGrainManagementExtension>().DeactivateOnIdle(TestContext.Current.CancellationToken);

        Assert.Equal(TerminateReason.Shutdown, await _cluster.Ended(ended));
        await work.Cancelled;
        Assert.True(token.IsCancellationRequested);
        work.Complete("too late");
        Assert.False((await _grain.Sync(_mountId, 1)).Mounted);
        Assert.True(_pushed.IsEmpty);
    }

    [Fact]
    public async Task Move_ToAnotherSilo_FailsTasksAsInterruptedAndKeepsTimers()
    {
        await Mount();
        var (loading, loadingWork) = NewWork();
        var (started, startedWork) = NewWork();
        await Command("load", new { work = loading });
        await Command("start", new { work = started });
        await Command("later", new { text = "timer", seconds = 10 });
        var token = await loadingWork.Began;
        await startedWork.Began;
        _cluster.Time.Advance(TimeSpan.FromSeconds(6));

        await _cluster.MoveAway((IAddressable)_grain, await Address());
        loadingWork.Complete("too late");
        startedWork.Complete("too late");

        Assert.True(token.IsCancellationRequested);
        var patches = new[] { await _pushed.Next(_mountId), await _pushed.Next(_mountId) };
        Assert.Contains(
            """[{"op":"replace","path":"/value/status","value":"failed"},{"op":"replace","path":"/value/reason","value":{"kind":"exit","value":"interrupted"}}]""",
            patches.Select(static patch => Text(patch.Ops)));
        Assert.Contains($$"""[{"op":"add","path":"/log/0","value":"{{started}}: interrupted"}]""", patches.Select(static patch => Text(patch.Ops)));

        // Calls that interleave come after whatever the clock had asked for by now.
        _cluster.Time.Advance(TimeSpan.FromSeconds(3.9));
        await _grain.Sync(_mountId, 4);
        await _grain.Sync(_mountId, 4);
        Assert.True(_pushed.IsEmpty);
        _cluster.Time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal("""[{"op":"add","path":"/log/1","value":"timer"}]""", Text((await _pushed.Next(_mountId)).Ops));
    }

    [Fact]
    public async Task SendUpdate_MountedStore_ReachesItsUpdateAndPushesThePatch()
    {
        await Mount();

        await _cluster.Client.SendUpdateAsync(new StoreAddress(_key, StoreId.Of("note")), NoteStore.Text.Is("from afar"));

        Assert.Equal("""[{"op":"replace","path":"/note/text","value":"from afar"}]""", Text((await _pushed.Next(_mountId)).Ops));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task SendUpdate_UnmountedStoreOrRoot_IsPassedOverAndCounted(bool mounted)
    {
        if (mounted)
        {
            await Mount();
        }

        using var listener = new MeterListener();
        var count = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (_cluster.Owns(instrument.Meter) && instrument.Name == "musubi.send_update.without_target")
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, _, _, _) => count.TrySetResult());
        listener.Start();

        await _cluster.Client.SendUpdateAsync(new StoreAddress(_key, mounted ? StoreId.Of("nobody") : StoreId.Root), NoteStore.Text.Is("lost"));

        await count.Task.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(mounted, (await _grain.Sync(_mountId, 1)).Mounted);
        Assert.True(_pushed.IsEmpty);
    }

    [Fact]
    public async Task SendUpdate_GatewaySilentForTooLong_EndsTheRootInsteadOfKeepingItAlive()
    {
        var ended = Guid.NewGuid().ToString();
        await Mount(ended);
        _cluster.Time.Advance(TimeSpan.FromMinutes(4));

        await _cluster.Client.SendUpdateAsync(new StoreAddress(_key, StoreId.Of("note")), NoteStore.Text.Is("nobody looks"));

        Assert.Equal(TerminateReason.Orphaned, await _cluster.Ended(ended));
    }

    [Theory]
    [InlineData("tell", false)]
    [InlineData("insert", false)]
    [InlineData("insert", true)]
    public async Task Sync_LostPatchHeldMoreThanState_GivesTheRootUp(string command, bool moves)
    {
        var ended = Guid.NewGuid().ToString();
        await Mount(ended);
        await Command(command, new { text = "lost" });
        for (var i = 0; i < StoreGrainTests.Cluster.MaxUndelivered; i++)
        {
            await Command("write", new { text = $"{i}" });
        }

        if (moves)
        {
            await _cluster.MoveAway((IAddressable)_grain, await Address());
        }

        Assert.False((await _grain.Sync(_mountId, 1)).Mounted);
        Assert.Equal(TerminateReason.Crashed, await _cluster.Ended(ended));
        await Mount();
    }

    [Fact]
    public async Task Sync_LostPatchHeldStateAlone_ReplacesTheWholeRoot()
    {
        await Mount();
        await Command("tell", new { text = "delivered" });
        for (var i = 0; i < StoreGrainTests.Cluster.MaxUndelivered + 1; i++)
        {
            await Command("write", new { text = $"{i}" }, delivered: 2);
        }

        var whole = Assert.Single((await _grain.Sync(_mountId, 2)).Missed);

        Assert.StartsWith("""[{"op":"replace","path":"","value":""", Text(whole.Ops), StringComparison.Ordinal);
    }

    private (string Name, Work Work) NewWork()
    {
        var name = Guid.NewGuid().ToString("N");
        return (name, _cluster.Works[name]);
    }

    private async Task<SiloAddress> Address() =>
        (await _cluster.Client.GetGrain<IManagementGrain>(0).GetActivationAddress(_grain, TestContext.Current.CancellationToken))!;

    private async Task Mount(string ended = "") =>
        Assert.Equal(
            MountOutcome.Mounted,
            (await _grain.Mount(new MountRequest(_mountId, Params.Parse($$"""{"ended":"{{ended}}"}"""), new Socket(), _observer))).Outcome);

    private async Task<CommandAnswer> Command(string name, object payload, long delivered = 1)
    {
        var answer = await _grain.Command(new CommandRequest(_mountId, delivered, StoreId.Root, name, JsonSerializer.SerializeToUtf8Bytes(payload)));
        Assert.Equal(CommandOutcome.Handled, answer.Outcome);
        return answer;
    }

    private static IEnumerable<(long, long)> Versions(params PatchEnvelope[] patches) => patches.Select(static patch => (patch.BaseVersion, patch.Version));

    // What the patch makes of the async value.
    private static string? Value(PatchEnvelope patch) =>
        JsonDocument.Parse(patch.Ops).RootElement.EnumerateArray().Single(static op => op.GetProperty("path").GetString() == "/value/result").GetProperty("value").GetString();

    private static string Text(ReadOnlyMemory<byte> utf8) => Encoding.UTF8.GetString(utf8.Span);
}
