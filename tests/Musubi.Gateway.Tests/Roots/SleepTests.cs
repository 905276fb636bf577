using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Musubi.Gateway.Tests.Scripted;
using Musubi.TestKit.Phoenix;

namespace Musubi.Gateway.Tests.Roots;

/// <summary>Roots that sleep: their gateway asks nothing of them until somebody has something to ask. Source: docs/durable.md, "A page that is idle".</summary>
public sealed class SleepTests(TestSilo silo) : IAsyncLifetime
{
    private const long Hold = 77;

    private static readonly TimeSpan Sweep = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan HoldFor = TimeSpan.FromSeconds(15);

    private readonly RootScript _root = new();
    private TestGateway _gateway = null!;
    private PhoenixClient _client = null!;
    private string _joinRef = null!;

    public async ValueTask InitializeAsync()
    {
        _gateway = await TestGateway.StartAsync(silo);
        (_client, var channel) = await _gateway.MountAsync(_root);
        _joinRef = channel.JoinRef!;
        _root.OnSync = static _ => Task.FromResult(new SyncAnswer(Mounted: true, [], MaySleep: true));
    }

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task Sync_OfARootThatMaySleep_AsksItToAndThenNothingMore()
    {
        await SleepAsync(new SleepAnswer(IsAsleep: true, TimeSpan.FromHours(1)));

        await PassAsync(TimeSpan.FromMinutes(4));

        Assert.False(_root.HasSync);
        Assert.False(_root.HasSleep);
        Assert.False(_client.Has(static _ => true));
    }

    [Fact]
    public async Task Sync_OfARootThatMayNot_GoesOnAsBefore()
    {
        _root.OnSync = static _ => Task.FromResult(new SyncAnswer(Mounted: true, []));

        await SyncDueAsync();
        await SyncDueAsync();

        Assert.False(_root.HasSleep);
    }

    [Fact]
    public async Task Sleep_RootStaysAwake_GoesOnAsBefore()
    {
        await SleepAsync(new SleepAnswer(IsAsleep: false));

        Assert.Equal(1, await SyncDueAsync());
    }

    [Fact]
    public async Task Command_WhileAsleep_IsAskedAtOnce_AndSyncsFollowAgain()
    {
        await SleepAsync(new SleepAnswer(IsAsleep: true, TimeSpan.FromHours(1)));
        _root.OnCommand = static _ => Task.FromResult(new CommandAnswer(CommandOutcome.Handled, "7"u8.ToArray(), RootScript.Patch(1, 2)));

        await _client.PushAsync(_joinRef, _root.Topic, "command", new { name = "add" }, "50");

        Assert.Equal(Sent.Ok(_joinRef, "50", _root.Topic, "7"), (await _client.NextAsync()).ToString());
        Assert.Equal(Sent.Patch(_joinRef, _root.Topic, _root, 2, "1-2"), (await _client.NextAsync()).ToString());
        Assert.Equal(2, await SyncDueAsync());
    }

    [Fact]
    public async Task Push_WhileAsleep_IsDelivered_AndSyncsFollowAgain()
    {
        await SleepAsync(new SleepAnswer(IsAsleep: true, TimeSpan.FromHours(1)));

        Assert.Null(await _root.DeliverAsync(RootScript.Patch(1, 2)));
        Assert.Equal(Sent.Patch(_joinRef, _root.Topic, _root, 2, "1-2"), (await _client.NextAsync()).ToString());

        Assert.Equal(2, await SyncDueAsync());
    }

    [Fact]
    public async Task Push_OfNothingWhileAsleep_IsNotSent_AndSyncsFollowAgain()
    {
        await SleepAsync(new SleepAnswer(IsAsleep: true, TimeSpan.FromHours(1)));

        Assert.Null(await _root.DeliverAsync(new PatchEnvelope(1, 2, default)));

        await _client.HeartbeatAsync();
        Assert.False(_client.Has(static _ => true));
        Assert.Equal(2, await SyncDueAsync());
    }

    [Fact]
    public async Task Push_ThatOvertakesTheAnswerToSleep_FindsItAwake()
    {
        var answer = new TaskCompletionSource<SleepAnswer>();
        _root.OnSleep = _ => answer.Task;
        await SyncDueAsync();
        await _root.AskedToSleepAsync();
        using var wakes = Wakes();
        Assert.Null(await _root.DeliverAsync(RootScript.Patch(1, 2)));

        answer.SetResult(new SleepAnswer(IsAsleep: true, TimeSpan.FromHours(1)));

        // Asked when the answer has been taken.
        await _client.PushAsync(_joinRef, _root.Topic, "command", new { name = "add" }, "50");
        await _root.CommandedAsync();
        Assert.Empty(wakes.GetMeasurementSnapshot());
    }

    [Fact]
    public async Task Sleep_NotAnswered_HoldsNoCommandForLonger()
    {
        var lost = new TaskCompletionSource<SleepAnswer>();
        _root.OnSleep = _ => lost.Task;
        await SyncDueAsync();
        await _root.AskedToSleepAsync();
        await _client.PushAsync(_joinRef, _root.Topic, "command", new { name = "add" }, "50");
        await _client.HeartbeatAsync();
        Assert.False(_root.HasCommand);

        _gateway.Clock.Pass(TimeSpan.FromSeconds(3));

        Assert.Equal("add", (await _root.CommandedAsync()).Name);
        lost.SetResult(new SleepAnswer(IsAsleep: true, TimeSpan.FromHours(1)));
    }

    [Fact]
    public async Task Sleep_ItsTimeHasCome_WakesIt()
    {
        await SleepAsync(new SleepAnswer(IsAsleep: true, TimeSpan.FromMinutes(2)));
        await PassAsync(TimeSpan.FromSeconds(115));
        Assert.False(_root.HasSync);
        using var wakes = Wakes();

        await PassAsync(TimeSpan.FromSeconds(10));

        Assert.Equal(1, await _root.SyncedAsync());
        Assert.Equal("due", Assert.Single(wakes.GetMeasurementSnapshot()).Tags["musubi.reason"]);
    }

    [Fact]
    public async Task Hold_IsRenewed_LeavesItAsleep()
    {
        await SleepAsync(new SleepAnswer(IsAsleep: true, TimeSpan.FromHours(1), Hold, HoldFor));

        for (var renewal = 0; renewal < 10; renewal++)
        {
            await PassAsync(TimeSpan.FromSeconds(10));
            await _root.HoldAsync(Hold, HoldFor);

            // Nobody is told that the word has come; what follows it is answered.
            Assert.Null(await _root.DeliverAsync());
        }

        Assert.False(_root.HasSync);
    }

    [Fact]
    public async Task Hold_IsNotRenewed_WakesIt()
    {
        await SleepAsync(new SleepAnswer(IsAsleep: true, TimeSpan.FromHours(1), Hold, HoldFor));
        using var wakes = Wakes();

        // Another silo's, or that of the same one which has forgotten what slept there.
        await _root.HoldAsync(Hold + 1, 10 * HoldFor);
        _gateway.Clock.Pass(HoldFor + Sweep);

        Assert.Equal(1, await _root.SyncedAsync());
        Assert.Equal("lapsed", Assert.Single(wakes.GetMeasurementSnapshot()).Tags["musubi.reason"]);
    }

    [Fact]
    public async Task Leave_WhileAsleep_UnmountsIt()
    {
        await SleepAsync(new SleepAnswer(IsAsleep: true, TimeSpan.FromHours(1)));
        Assert.Equal(1, Sleeping());

        await _client.PushAsync(_joinRef, _root.Topic, "phx_leave", null, "9");

        Assert.Equal(TerminateReason.Left, (await _root.UnmountedAsync()).Reason);
        Assert.Equal(0, Sleeping());
    }

    private MetricCollector<long> Wakes() => new(_gateway.Meters, "Musubi.Gateway", "musubi.gateway.wakes");

    private int Sleeping()
    {
        using var sleeping = new MetricCollector<int>(_gateway.Meters, "Musubi.Gateway", "musubi.gateway.sleeping_roots");
        sleeping.RecordObservableInstruments();
        return sleeping.LastMeasurement!.Value;
    }

    private async Task SleepAsync(SleepAnswer answer)
    {
        _root.OnSleep = _ => Task.FromResult(answer);
        Assert.Equal(1, await SyncDueAsync());
        Assert.Equal(1, await _root.AskedToSleepAsync());
        while (answer.IsAsleep && Sleeping() == 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TestContext.Current.CancellationToken);
        }
    }

    // No further than to the next sync: a call in flight is made once more when it has no answer.
    private async Task<long> SyncDueAsync()
    {
        while (!_root.HasSync)
        {
            _gateway.Clock.Advance(Sweep);
            await _client.HeartbeatAsync();
        }

        return await _root.SyncedAsync();
    }

    // Time in which the client is heard of.
    private async Task PassAsync(TimeSpan time)
    {
        for (var left = time; left > TimeSpan.Zero; left -= TimeSpan.FromSeconds(20))
        {
            _gateway.Clock.Pass(left < TimeSpan.FromSeconds(20) ? left : TimeSpan.FromSeconds(20));
            await _client.HeartbeatAsync();
        }
    }
}
