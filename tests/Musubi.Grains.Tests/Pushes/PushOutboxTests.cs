using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Time.Testing;
using Musubi.Grains.Diagnostics;
using Musubi.Grains.Pushes;

namespace Musubi.Grains.Tests.Pushes;

public sealed class PushOutboxTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly FakeTimeProvider _time = new();
    private readonly SlowGateway _gateway = new();
    private readonly PushOutbox _outbox;

    public PushOutboxTests() => _outbox = new PushOutbox(_gateway, receipts: false, _time, new GrainMetrics(Meters, _time));

    private IMeterFactory Meters => _services.GetRequiredService<IMeterFactory>();

    public void Dispose() => _services.Dispose();

    [Fact]
    public async Task Add_NothingOnItsWay_LeavesAtOnce()
    {
        _outbox.Add(Push(1));

        Assert.Equal([1], await NextMountsAsync());
    }

    [Fact]
    public async Task Add_WhileAMessageIsOnItsWay_LeavesTogetherAndInOrder()
    {
        _outbox.Add(Push(1));
        var first = await _gateway.NextAsync();
        RootPush[] later = [Push(2), Push(3), Crash(2)];
        Array.ForEach(later, push => _outbox.Add(push));
        Assert.False(_gateway.HasMessage);

        first.Answer.SetResult();

        Assert.Equal(later, (await _gateway.NextAsync()).Pushes);
    }

    [Fact]
    public async Task Add_MoreThanOneMessageHolds_LeavesInSeveral()
    {
        var count = (2 * PushOutbox.MaxMessagePushes) + 1;
        await AddBehindAMessageAsync(Enumerable.Range(1, count).Select(static mount => Push(mount)));

        var sizes = new List<int>();
        for (var next = 1; next <= count;)
        {
            var (pushes, answer) = await _gateway.NextAsync();
            Assert.All(pushes, push => Assert.Equal(next++, push.MountId));
            sizes.Add(pushes.Length);
            answer.SetResult();
        }

        Assert.Equal([PushOutbox.MaxMessagePushes, PushOutbox.MaxMessagePushes, 1], sizes);
    }

    [Fact]
    public async Task Add_LargePatches_LeavesInMessagesOfBoundedSize()
    {
        const int Large = (PushOutbox.MaxMessageBytes / 2) + 1;
        await AddBehindAMessageAsync([Push(1, Large), Push(2, 10), Push(3, Large), Push(4, PushOutbox.MaxMessageBytes + 1)]);

        Assert.Equal([1, 2], await NextMountsAsync());
        Assert.Equal([3], await NextMountsAsync());
        Assert.Equal([4], await NextMountsAsync());
    }

    [Fact]
    public async Task Add_FromManyThreads_KeepsEachRootsOrder()
    {
        var adding = Task.WhenAll(Enumerable.Range(1, 8).Select(mount => Task.Run(() =>
        {
            for (var version = 1; version <= 1_000; version++)
            {
                _outbox.Add(new RootPush(mount, new PatchEnvelope(version - 1, version, default)));
            }
        })));

        var taken = await _gateway.TakeAsync(8_000);

        await adding;
        Assert.All(
            taken.GroupBy(static push => push.MountId),
            static root => Assert.Equal(Enumerable.Range(1, 1_000).Select(static version => (long)version), root.Select(static push => push.Patch!.Version)));
    }

    [Fact]
    public async Task Push_GatewayIsGone_GoesOnWithTheNextMessage()
    {
        _outbox.Add(Push(1));
        var first = await _gateway.NextAsync();
        _outbox.Add(Push(2));

        first.Answer.SetException(new TimeoutException("gone"));

        Assert.Equal([2], await NextMountsAsync());
        await UntilTakenAsync(3);
    }

    [Fact]
    public async Task Push_NotAnswered_IsGivenUp()
    {
        _outbox.Add(Push(1));
        await _gateway.NextAsync();
        _outbox.Add(Push(2));

        // The outbox may only be about to look at the clock.
        while (!_gateway.HasMessage)
        {
            _time.Advance(PushOutbox.AnswerTimeout);
            await Task.Yield();
        }

        Assert.Equal([2], await NextMountsAsync());
    }

    [Theory]
    [InlineData(PushOutbox.MaxWaitingPushes, 0)]
    [InlineData(PushOutbox.MaxWaitingBytes / PushOutbox.MaxMessageBytes, PushOutbox.MaxMessageBytes)]
    public async Task Add_PastTheBound_IsDroppedAndCountedUntilThereIsRoom(int bound, int bytes)
    {
        using var dropped = new MetricCollector<long>(Meters, GrainMetrics.MeterName, "musubi.pushes.dropped");
        var shared = Push(0, bytes).Patch;
        var first = await AddBehindAMessageAsync(Enumerable.Range(1, bound + 3).Select(mount => new RootPush(mount, shared)), answer: false);
        Assert.Equal(3, dropped.GetMeasurementSnapshot().Count);

        first.SetResult();
        var taken = await _gateway.TakeAsync(bound);
        Assert.Equal(Enumerable.Range(1, bound).Select(static mount => (long)mount), taken.Select(static push => push.MountId));

        await UntilTakenAsync(bound + 4);
        Assert.Equal(3, dropped.GetMeasurementSnapshot().Count);
    }

    private static RootPush Push(long mount, int bytes = 0) => new(mount, new PatchEnvelope(1, 2, new byte[bytes]));

    private static RootPush Crash(long mount) => new(mount, null);

    private async Task<TaskCompletionSource> AddBehindAMessageAsync(IEnumerable<RootPush> pushes, bool answer = true)
    {
        _outbox.Add(Push(0));
        var first = await _gateway.NextAsync();
        foreach (var push in pushes)
        {
            _outbox.Add(push);
        }

        if (answer)
        {
            first.Answer.SetResult();
        }

        return first.Answer;
    }

    private async Task<IEnumerable<long>> NextMountsAsync()
    {
        var (pushes, answer) = await _gateway.NextAsync();
        answer.SetResult();
        return pushes.Select(static push => push.MountId);
    }

    private async Task UntilTakenAsync(long mount)
    {
        _outbox.Add(Push(mount));
        Assert.Equal([mount], await NextMountsAsync());
    }
}
