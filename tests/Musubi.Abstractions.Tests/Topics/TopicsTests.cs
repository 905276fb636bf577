namespace Musubi.Tests.TopicTests;

public sealed class TopicsTests
{
    [Fact]
    public void Subscribe_Topics_AreListedOnce() =>
        Assert.Equal(["a", "b"], new Socket().Subscribe("a").Subscribe("b").Subscribe("a").Subscriptions().Order());

    [Fact]
    public void Subscribe_Again_IsTheSameSocket()
    {
        var socket = new Socket().Subscribe("a");

        Assert.Same(socket, socket.Subscribe("a"));
        Assert.Same(socket, socket.Unsubscribe("b"));
    }

    [Fact]
    public void Subscribe_TopicsThatDifferInCase_AreTwo() => Assert.Equal(2, new Socket().Subscribe("a").Subscribe("A").Subscriptions().Count);

    [Fact]
    public void Unsubscribe_Topic_LeavesTheOthers() =>
        Assert.Equal(["b"], new Socket().Subscribe("a").Subscribe("b").Unsubscribe("a").Subscriptions());

    [Fact]
    public void Subscribe_Topic_IsPrivateDataAndMarksNothing()
    {
        var socket = new Socket().Subscribe("a");

        Assert.Single(socket.Private);
        Assert.False(socket.AnyChanged());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Subscribe_NoTopic_IsAnError(string? topic) => Assert.ThrowsAny<ArgumentException>(() => new Socket().Subscribe(topic!));
}
