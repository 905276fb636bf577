using Musubi.Grains.Topics;

namespace Musubi.Grains.Tests.Topics;

public sealed class TopicCountsTests
{
    private TopicCounts _topics;

    [Fact]
    public void Empty_HasNoTopic()
    {
        Assert.False(_topics.Contains("a"));
        Assert.Empty(_topics.Clear());
    }

    [Theory]
    [InlineData("a")]
    [InlineData("a", "b")]
    [InlineData("a", "b", "c")]
    public void Add_EachTopic_IsFirstOnceAndLastOnce(params string[] names)
    {
        Assert.All(names, name => Assert.True(_topics.Add(name)));
        Assert.All(names, name => Assert.False(_topics.Add(name)));
        Assert.All(names, name => Assert.True(_topics.Contains(name)));
        Assert.All(names, name => Assert.False(_topics.Remove(name)));
        Assert.All(names, name => Assert.True(_topics.Contains(name)));
        Assert.All(names, name => Assert.True(_topics.Remove(name)));
        Assert.All(names, name => Assert.False(_topics.Contains(name)));
        Assert.Empty(_topics.Clear());
    }

    [Fact]
    public void Add_OtherTopicThanTheOneThatEnded_IsFirst()
    {
        _topics.Add("a");
        _topics.Remove("a");

        Assert.True(_topics.Add("b"));
        Assert.False(_topics.Contains("a"));
        Assert.True(_topics.Contains("b"));
    }

    [Theory]
    [InlineData("a")]
    [InlineData("a", "b", "c")]
    public void Clear_SomeTopics_NamesThemAndHasNone(params string[] names)
    {
        foreach (var name in names)
        {
            _topics.Add(name);
            _topics.Add(name);
        }

        Assert.Equal(names, _topics.Clear().Order(StringComparer.Ordinal));
        Assert.All(names, name => Assert.False(_topics.Contains(name)));
    }
}
