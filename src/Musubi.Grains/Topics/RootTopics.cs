using Musubi.Grains.Pushes;

namespace Musubi.Grains.Topics;

/// <summary>The topics that one mounted root hears: those that its stores' sockets name, and those that the running callback has just subscribed to.</summary>
/// <remarks>The second kind is why a callback that subscribes and then reads misses nothing: the silo delivers from the call of <c>Subscribe</c> on, and
/// the message waits for its turn in the root's inbox. A struct that changes, and a part of its grain: there are many roots.</remarks>
internal struct RootTopics
{
    private TopicCounts _counts;

    // From any thread: a callback may have left the grain's scheduler.
    private string[]? _early;

    /// <summary>Whether a message on that topic is for this root. Asked between callbacks, when nothing is early.</summary>
    public readonly bool Contains(string topic) => _counts.Contains(topic);

    /// <summary>Whether the root hears anything.</summary>
    public readonly bool Any => _counts.Any || AnyEarly;

    /// <summary>Whether the callbacks of this turn subscribed to something.</summary>
    public readonly bool AnyEarly => Volatile.Read(in _early) is not null;

    /// <summary>Hears a topic until the running callback's turn ends.</summary>
    public void Listen(string topic, TopicSubscriptions silo, IStoreGrain root)
    {
        string[]? early;
        do
        {
            early = Volatile.Read(in _early);
        }
        while (Interlocked.CompareExchange(ref _early, [.. early ?? [], topic], early) != early);
        silo.Subscribe(topic, root);
    }

    /// <summary>Takes what a store's socket is subscribed to now.</summary>
    public void Change(string[] before, string[] after, TopicSubscriptions silo, IStoreGrain root)
    {
        // Few, and no topic twice: a set for each would be dearer than to look.
        foreach (var topic in after)
        {
            if (!before.Contains(topic) && _counts.Add(topic))
            {
                silo.Subscribe(topic, root);
            }
        }

        foreach (var topic in before)
        {
            if (!after.Contains(topic) && _counts.Remove(topic))
            {
                silo.Unsubscribe(topic, root);
            }
        }
    }

    /// <summary>Ends what a callback subscribed to and did not return: it threw, or returned another socket.</summary>
    public void EndTurn(TopicSubscriptions silo, IStoreGrain root)
    {
        foreach (var topic in Interlocked.Exchange(ref _early, null) ?? [])
        {
            if (!_counts.Contains(topic))
            {
                silo.Unsubscribe(topic, root);
            }
        }
    }

    /// <summary>Lets the silo hear for the root, which sleeps.</summary>
    /// <returns>What the silo hears it by; null when it hears nothing.</returns>
    public SleepHold? Sleep(TopicSubscriptions silo, IStoreGrain root, IdSpan key, PushOutbox gateway)
    {
        var topics = _counts.Clear();
        return topics.Count == 0 ? null : silo.Sleep(topics, root, key, gateway);
    }

    /// <summary>Hears itself what the silo has heard for it, until the turn ends in which its stores say again what they are subscribed to.</summary>
    /// <returns>Whether the silo has, and nothing was missed.</returns>
    public bool Wake(string[] topics, TopicSubscriptions silo, IStoreGrain root, IdSpan key)
    {
        if (topics.Length == 0)
        {
            return true;
        }

        Volatile.Write(ref _early, topics);
        return silo.Wake(topics, root, key);
    }

    /// <summary>Hears nothing from now on.</summary>
    public void Clear(TopicSubscriptions silo, IStoreGrain root)
    {
        var topics = _counts.Clear();
        EndTurn(silo, root);
        foreach (var topic in topics)
        {
            silo.Unsubscribe(topic, root);
        }
    }
}
