using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Musubi.Grains.Diagnostics;
using Musubi.Grains.Pushes;

namespace Musubi.Grains.Tests.Pushes;

/// <summary>A gateway that the cluster knows to be gone: its roots hear of it, also those that have nothing to say.</summary>
public sealed class GoneGatewayTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly HastyClock _clock = new();
    private readonly List<int> _lost = [];

    public void Dispose() => _services.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AskForIt_UnknownToTheClusterForSomeTime_TellsItsRoots(bool receipts)
    {
        var outbox = Outbox(new Gateway(_ => Unknown()), receipts);
        var (one, other) = (new Root(), new Root());
        outbox.Join(one);
        outbox.Join(other);

        outbox.AskForIt();

        await Task.WhenAll(one.GatewayGone, other.GatewayGone);
        Assert.Equal([2], _lost);
        Assert.True(_clock.Elapsed >= PushOutbox.GoneAfter);
        Assert.True(outbox.IsGone);
    }

    [Fact]
    public async Task AskForIt_UnknownForAMoment_TellsNobody()
    {
        var gateway = new Gateway(static call => call < 3 ? Unknown() : null);
        var outbox = Outbox(gateway, receipts: true);
        var root = new Root();
        outbox.Join(root);

        outbox.AskForIt();
        await gateway.Answered;

        Assert.False(outbox.IsGone);
        Assert.False(root.GatewayGone.IsCompleted);
    }

    [Fact]
    public async Task Push_FailsWithoutTheClustersWord_TellsNobody()
    {
        // It may stand still, or be cut off: after twenty tries it is there.
        var gateway = new Gateway(static call => call < 20 ? new TimeoutException("no answer") : null);
        var outbox = Outbox(gateway, receipts: true);
        var root = new Root();
        outbox.Join(root);

        outbox.Add(new RootPush(1, new PatchEnvelope(1, 2, default)), root);
        await gateway.Answered;

        Assert.False(outbox.IsGone);
        Assert.False(root.GatewayGone.IsCompleted);
    }

    [Fact]
    public async Task Push_Unknown_IsGivenUpWithWhatCameSince()
    {
        var gateway = new Gateway(_ => Unknown());
        var outbox = Outbox(gateway, receipts: true);
        var root = new Root();
        outbox.Join(root);
        outbox.Add(new RootPush(1, new PatchEnvelope(1, 2, default)), root);
        await root.GatewayGone;
        var calls = gateway.Calls;

        outbox.Add(new RootPush(1, new PatchEnvelope(2, 3, default)), root);
        outbox.AskForIt();

        Assert.Equal(calls, gateway.Calls);
    }

    [Fact]
    public void Join_OfAGatewayThatIsGone_HearsAtOnce()
    {
        var outbox = Outbox(new Gateway(_ => null), receipts: true);
        outbox.Lose();
        var root = new Root();

        outbox.Join(root);

        Assert.True(root.GatewayGone.IsCompleted);
    }

    [Fact]
    public void Lose_AfterARootHasLeft_TellsTheOthers()
    {
        var outbox = Outbox(new Gateway(_ => null), receipts: true);
        var (left, here) = (new Root(), new Root());
        outbox.Join(left);
        outbox.Join(here);
        outbox.Leave(left);

        outbox.Lose();

        Assert.True(here.GatewayGone.IsCompleted);
        Assert.False(left.GatewayGone.IsCompleted);
    }

    [Fact]
    public void Of_GatewayThatIsThereAfterAll_GetsAnotherOutbox()
    {
        var gateway = new Gateway(_ => null);
        using var outboxes = new PushOutboxes(_clock, Metrics(), NullLogger<PushOutboxes>.Instance);
        var gone = outboxes.Of(gateway, receipts: true);
        gone.Lose();

        Assert.NotSame(gone, outboxes.Of(gateway, receipts: true));
    }

    private static Exception Unknown() => (Exception)RuntimeHelpers.GetUninitializedObject(typeof(ClientNotAvailableException));

    private PushOutbox Outbox(IGatewayObserver gateway, bool receipts) => new(gateway, receipts, _clock, Metrics(), _lost.Add);

    private GrainMetrics Metrics() => new(_services.GetRequiredService<IMeterFactory>(), _clock);

    private sealed class Root : IPushSource
    {
        private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task GatewayGone => _gone.Task;

        public bool HasEnded => false;

        public void OnReceipt(long delivered)
        {
        }

        public void OnGatewayGone() => _gone.SetResult();
    }

    private sealed class Gateway(Func<int, Exception?> failure) : IGatewayObserver
    {
        private readonly TaskCompletionSource _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _calls;

        public int Calls => Volatile.Read(ref _calls);

        public Task Answered => _answered.Task;

        ValueTask IGatewayObserver.HoldsAsleep(long hold, TimeSpan holdFor) => ValueTask.CompletedTask;

        public ValueTask Push(ImmutableArray<RootPush> pushes)
        {
            if (failure(Interlocked.Increment(ref _calls)) is { } thrown)
            {
                return ValueTask.FromException(thrown);
            }

            _answered.TrySetResult();
            return ValueTask.CompletedTask;
        }

        public async ValueTask<PushReceipt> Deliver(ImmutableArray<RootPush> pushes)
        {
            await Push(pushes);
            return new PushReceipt([]);
        }
    }

    /// <summary>A clock on which every wait is over at once.</summary>
    private sealed class HastyClock : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public TimeSpan Elapsed => TimeSpan.FromTicks(GetTimestamp());

        public override long GetTimestamp() => Interlocked.Read(ref _now);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (period == Timeout.InfiniteTimeSpan)
            {
                Interlocked.Add(ref _now, dueTime.Ticks);
                return base.CreateTimer(callback, state, TimeSpan.Zero, period);
            }

            return base.CreateTimer(callback, state, dueTime, period);
        }
    }
}
