using System.Buffers.Text;
using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Musubi.Grains.Diagnostics;
using Musubi.Grains.Pushes;
using Musubi.Grains.Tests.Hibernation;
using Musubi.Grains.Topics;

namespace Musubi.Grains.Tests.Topics;

/// <summary>What a silo keeps for roots that sleep. Source: docs/durable.md, "A page that is idle".</summary>
[Collection(nameof(SleeperTests))]
public sealed class SleeperTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly NapGateway _gateway = new();
    private readonly Listener _root = new();
    private readonly SleepHolds _holds;
    private readonly TopicSubscriptions _subscriptions;
    private readonly PushOutbox _outbox;

    public SleeperTests()
    {
        var metrics = new GrainMetrics(_services.GetRequiredService<IMeterFactory>(), _time);
        _holds = new SleepHolds(_time, metrics);
        _subscriptions = new TopicSubscriptions(_holds);
        _outbox = new PushOutbox(_gateway, receipts: true, _time, metrics);
    }

    public void Dispose()
    {
        _holds.Dispose();
        _services.Dispose();
    }

    [Fact]
    public void Sleep_TenThousandRoots_TakeNoMoreThanTwoHundredBytesEach()
    {
        const int Roots = 10_000;
        const int Rounds = 5;
        var measured = new List<long>();
        for (var round = 0; round < Rounds; round++)
        {
            var before = Heap.SettledBytes();
            for (var root = 0; root < Roots; root++)
            {
                _subscriptions.Sleep(["news"], _root, NewKey(), _outbox);
            }

            measured.Add((Heap.SettledBytes() - before) / Roots);
        }

        // The middle one: what runs beside the tests may let go of something, or take it, in one of them.
        var each = measured.Order().ElementAt(Rounds / 2);
        TestContext.Current.TestOutputHelper!.WriteLine($"{string.Join(", ", measured)} bytes for each.");
        Assert.Equal(Rounds * Roots, _holds.Count);
        Assert.InRange(each, 1, 200);
    }

    [Fact]
    public void Sleep_AnOlderOneOfTheSameRootIsThere_TakesItsPlace()
    {
        var key = NewKey();
        _subscriptions.Sleep(["news"], _root, key, _outbox);

        _subscriptions.Sleep(["news", "weather"], _root, key, _outbox);

        Assert.Equal(2, _holds.Count);
        Assert.True(_subscriptions.Wake(["news", "weather"], _root, key));
        Assert.Equal(0, _holds.Count);
    }

    [Fact]
    public void Wake_WhereItSlept_HearsItself()
    {
        var key = NewKey();
        _subscriptions.Subscribe("news", _root);
        _subscriptions.Sleep(["news"], _root, key, _outbox);

        Assert.True(_subscriptions.Wake(["news"], _root, key));
        _subscriptions.Deliver(new InfoMessage("news", 1));

        Assert.Equal([1], _root.Heard);
    }

    [Fact]
    public void Wake_WhereItDidNotSleep_HasPerhapsMissedSomething()
    {
        Assert.False(_subscriptions.Wake(["news"], _root, NewKey()));

        _subscriptions.Deliver(new InfoMessage("news", 1));
        Assert.Empty(_root.Heard);
    }

    [Fact]
    public void Gateway_IsGone_IsForgottenWithItsRootsAndHasAnotherNumberLater()
    {
        var key = NewKey();
        var first = _subscriptions.Sleep(["news"], _root, key, _outbox);

        _outbox.Lose();

        Assert.Equal(0, _holds.Count);
        Assert.False(_subscriptions.Wake(["news"], _root, key));
        var back = new PushOutbox(_gateway, receipts: true, _time, new GrainMetrics(_services.GetRequiredService<IMeterFactory>(), _time));
        Assert.NotEqual(first.Id, _subscriptions.Sleep(["news"], _root, key, back).Id);
    }

    [Fact]
    public void Sleep_OfAGatewayThatIsGone_HearsNothing()
    {
        _outbox.Lose();

        Assert.True(_subscriptions.Sleep(["news"], _root, NewKey(), _outbox).IsGone);

        Assert.Equal(0, _holds.Count);
    }

    [Fact]
    public async Task Holds_AreRenewedWithOneWordForAllRoots()
    {
        var hold = _subscriptions.Sleep(["news"], _root, NewKey(), _outbox);
        _subscriptions.Sleep(["news"], _root, NewKey(), _outbox);

        _time.Advance(SleepHolds.RenewalInterval);

        Assert.Equal((hold.Id, SleepHold.Duration), await _gateway.HeldAsync());
        Assert.True(_gateway.IsEmpty);
    }

    // As a gateway names a root that its client can take back.
    private static IdSpan NewKey() =>
        IdSpan.Create(new StoreGrainKey(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16)), new RootId("Shop.Stores.CartStore", "main")).ToString());
}

/// <summary>Memory is measured, so nothing else runs meanwhile.</summary>
[CollectionDefinition(nameof(SleeperTests), DisableParallelization = true)]
public sealed class SleeperTestsAlone;
