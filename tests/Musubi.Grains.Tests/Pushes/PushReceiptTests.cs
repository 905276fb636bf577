using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Musubi.Grains.Diagnostics;
using Musubi.Grains.Pushes;

namespace Musubi.Grains.Tests.Pushes;

/// <summary>What an outbox does for a gateway that says what it has.</summary>
public sealed class PushReceiptTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly FakeTimeProvider _time = new();
    private readonly SlowGateway _gateway = new();
    private readonly PushOutbox _outbox;

    public PushReceiptTests() => _outbox = new PushOutbox(_gateway, receipts: true, _time, new GrainMetrics(_services.GetRequiredService<IMeterFactory>(), _time));

    public void Dispose() => _services.Dispose();

    [Fact]
    public async Task Answer_NobodyBehind_AcknowledgesWhatWasPushed()
    {
        var source = new Source();
        _outbox.Add(Push(1, 7), source);

        (await _gateway.NextAsync()).Answer.SetResult();

        Assert.Equal(7, await source.NextAsync());
    }

    [Fact]
    public async Task Answer_RootBehind_AcknowledgesWhatItHas()
    {
        var (slow, fast) = (new Source(), new Source());
        _gateway.Receipt = new PushReceipt([new RootReceipt(1, 3)]);
        await AddTogetherAsync(() =>
        {
            _outbox.Add(Push(1, 7), slow);
            _outbox.Add(Push(2, 9), fast);
        });
        (await _gateway.NextAsync()).Answer.SetResult();

        Assert.Equal((3, 9), (await slow.NextAsync(), await fast.NextAsync()));
    }

    [Fact]
    public async Task Answer_None_SendsAgainUntilThereIsOne()
    {
        var source = new Source();
        _outbox.Add(Push(1, 7), source);
        await _gateway.NextAsync();

        for (var again = 0; again < 3; again++)
        {
            var (pushes, answer) = await NextInTimeAsync();
            Assert.Equal(7, Assert.Single(pushes).Patch!.Version);
            if (again == 2)
            {
                answer.SetResult();
            }
        }

        Assert.Equal(7, await source.NextAsync());
    }

    [Fact]
    public async Task Answer_NoneAndNobodyWaitsAnyMore_GoesOnWithWhatCameSince()
    {
        var (gone, here) = (new Source(), new Source());
        _outbox.Add(Push(1, 7), gone);
        await _gateway.NextAsync();
        _outbox.Add(Push(2, 9), here);
        gone.HasEnded = true;

        var (pushes, answer) = await NextInTimeAsync();

        Assert.Equal(2, Assert.Single(pushes).MountId);
        answer.SetResult();
        Assert.Equal(9, await here.NextAsync());
    }

    [Fact]
    public async Task Add_MoreThanAGatewayWithoutReceiptsIsKept_DropsNothing()
    {
        const int Count = PushOutbox.MaxWaitingPushes + 10;
        var source = new Source();
        await AddTogetherAsync(() =>
        {
            for (var version = 1; version <= Count; version++)
            {
                _outbox.Add(Push(1, version), source);
            }
        });

        var taken = await _gateway.TakeAsync(Count);

        Assert.Equal(Count, taken[^1].Patch!.Version);
    }

    private static RootPush Push(long mount, long version) => new(mount, new PatchEnvelope(version - 1, version, default));

    // Behind a message that is on its way.
    private async Task AddTogetherAsync(Action add)
    {
        _outbox.Add(Push(99, 1));
        var (_, answer) = await _gateway.NextAsync();
        add();
        answer.SetResult();
    }

    private async Task<(ImmutableArray<RootPush> Pushes, TaskCompletionSource Answer)> NextInTimeAsync()
    {
        while (!_gateway.HasMessage)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            _time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        return await _gateway.NextAsync();
    }

    private sealed class Source : IPushSource
    {
        private readonly System.Threading.Channels.Channel<long> _receipts = System.Threading.Channels.Channel.CreateUnbounded<long>();

        public bool HasEnded { get; set; }

        public void OnReceipt(long delivered) => _receipts.Writer.TryWrite(delivered);

        public void OnGatewayGone()
        {
        }

        public async Task<long> NextAsync() => await _receipts.Reader.ReadAsync(TestContext.Current.CancellationToken);
    }
}
