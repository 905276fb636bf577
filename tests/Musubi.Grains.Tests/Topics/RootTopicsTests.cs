using CsCheck;
using Musubi.Grains.Topics;

namespace Musubi.Grains.Tests.Topics;

public sealed class RootTopicsTests
{
    /// <summary>One turn: what its callback subscribes to, and what the socket that it returns is subscribed to, or null when it throws and the root lives on.</summary>
    private static readonly Gen<(string[] Early, string[]? Returned)> Turn = Gen.Select(Names(), Names(), Gen.Bool, static (early, returned, throws) => (early, throws ? null : returned));

    [Fact]
    public void Topics_AfterAnyRunOfTurns_AreThoseOfTheLastSocketThatWasReturned() => Turn.Array[0, 8].Sample(static turns =>
    {
        var (silo, root, topics) = (new TopicSubscriptions(), new Listener(), new RootTopics());
        string[] kept = [];
        foreach (var (early, returned) in turns)
        {
            foreach (var topic in early)
            {
                topics.Listen(topic, silo, root);
                Assert.Contains(topic, HeardBy(root, silo));
            }

            if (returned is not null)
            {
                topics.Change(kept, returned, silo, root);
                kept = returned;
            }

            topics.EndTurn(silo, root);
            Assert.Equal(kept.Order(), HeardBy(root, silo));
            Assert.All("abc", name => Assert.Equal(kept.Contains($"{name}"), topics.Contains($"{name}")));
        }

        topics.Listen("a", silo, root);
        topics.Clear(silo, root);
        Assert.Empty(HeardBy(root, silo));
        Assert.False(topics.Any);
    });

    private static Gen<string[]> Names() => Gen.Int[0, 2].HashSet[0, 3].Select(static at => at.Select(static index => "abc"[index].ToString()).ToArray());

    private static string[] HeardBy(Listener root, TopicSubscriptions silo)
    {
        root.Heard.Clear();
        foreach (var topic in (string[])["a", "b", "c"])
        {
            silo.Deliver(new InfoMessage(topic, topic));
        }

        return root.Heard.Cast<string>().ToArray();
    }
}
