using Musubi.Grains.Topics;

namespace Musubi.Grains.Tests.Topics;

public sealed class TopicSubscriptionsTests
{
    private readonly TopicSubscriptions _subscriptions = new();

    [Fact]
    public void Deliver_SubscribersOfTheTopic_HearItOnceEach()
    {
        var (one, other, stranger) = (new Listener(), new Listener(), new Listener());
        _subscriptions.Subscribe("news", one);
        _subscriptions.Subscribe("news", one);
        _subscriptions.Subscribe("news", other);
        _subscriptions.Subscribe("weather", stranger);

        Deliver("news", 1);
        Deliver("nobody's", 2);

        Assert.Equal([1], one.Heard);
        Assert.Equal([1], other.Heard);
        Assert.Empty(stranger.Heard);
    }

    [Fact]
    public void Deliver_AfterSomebodyCameOrLeft_ReachesWhoIsThere()
    {
        var (one, other) = (new Listener(), new Listener());
        _subscriptions.Subscribe("news", one);
        Deliver("news", 1);
        _subscriptions.Subscribe("news", other);
        Deliver("news", 2);
        _subscriptions.Unsubscribe("news", one);
        Deliver("news", 3);
        _subscriptions.Unsubscribe("news", other);
        _subscriptions.Unsubscribe("news", other);
        Deliver("news", 4);
        _subscriptions.Subscribe("news", one);
        Deliver("news", 5);

        Assert.Equal([1, 2, 5], one.Heard);
        Assert.Equal([2, 3], other.Heard);
    }

    [Fact]
    public void Deliver_WhileSomebodyLeaves_ReachesTheRest()
    {
        var rest = Enumerable.Range(0, 10).Select(static _ => new Listener()).ToArray();
        foreach (var listener in rest)
        {
            listener.OnInfo = () => _subscriptions.Unsubscribe("news", listener);
            _subscriptions.Subscribe("news", listener);
        }

        Deliver("news", 1);
        Deliver("news", 2);

        Assert.All(rest, static listener => Assert.Equal([1], listener.Heard));
    }

    private void Deliver(string topic, int body) => _subscriptions.Deliver(new InfoMessage(topic, body));
}
