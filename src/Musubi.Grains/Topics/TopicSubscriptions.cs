using System.Runtime.InteropServices;
using Musubi.Grains.Pushes;

namespace Musubi.Grains.Topics;

/// <summary>Which roots of this silo are subscribed to which topic.</summary>
/// <remarks>
/// <para>Known to this silo alone: a publisher asks every silo, as Phoenix asks every node. So nothing about subscriptions has to be
/// agreed on, moved or repaired when silos come and go, and the price is one message for each silo and publish.</para>
/// <para>A root that sleeps leaves its subscriptions here, and is woken for what comes. It falls asleep and wakes in one step, so that each message finds it once, asleep or awake. One that was woken
/// on another silo has subscribed there, and says so to the first message from here; it has been told that it may have missed some, as whoever comes back from a storage is.</para>
/// </remarks>
internal sealed class TopicSubscriptions(SleepHolds? holds = null, RootReferences? roots = null, ILocalSiloDetails? self = null)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Subscribers> _topics = new(StringComparer.Ordinal);
    private int _sleeps;

    public void Subscribe(string topic, IStoreGrain root)
    {
        lock (_lock)
        {
            Of(topic).Add(root);
        }
    }

    public void Unsubscribe(string topic, IStoreGrain root)
    {
        lock (_lock)
        {
            if (_topics.TryGetValue(topic, out var subscribers))
            {
                subscribers.Remove(root);
                RemoveIfEmpty(topic, subscribers);
            }
        }
    }

    /// <summary>Hears topics for a root that sleeps from now on.</summary>
    /// <param name="topics">What it is subscribed to.</param>
    /// <param name="root">The root.</param>
    /// <param name="key">Its key.</param>
    /// <param name="gateway">Its gateway, as long as which is there they are heard.</param>
    public SleepHold Sleep(IReadOnlyCollection<string> topics, IStoreGrain root, IdSpan key, PushOutbox gateway)
    {
        var hold = holds!.Take(gateway, topics.Count, Forget);
        List<SleepHold> returned = [];
        lock (_lock)
        {
            var sleeper = new Sleeper(hold, _sleeps++);
            foreach (var topic in topics)
            {
                var subscribers = Of(topic);
                subscribers.Remove(root);
                if (hold.IsGone)
                {
                    RemoveIfEmpty(topic, subscribers);
                }
                else if (subscribers.Set(key, sleeper) is { } older)
                {
                    returned.Add(older.Hold);
                }
            }
        }

        returned.ForEach(holds.Return);
        return hold;
    }

    /// <summary>Lets a root that slept hear its topics itself.</summary>
    /// <returns>Whether it slept here and has missed nothing.</returns>
    public bool Wake(IReadOnlyCollection<string> topics, IStoreGrain root, IdSpan key)
    {
        var hasMissed = false;
        List<SleepHold> returned = [];
        lock (_lock)
        {
            foreach (var topic in topics)
            {
                if (_topics.TryGetValue(topic, out var subscribers) && subscribers.Find(key) is { } sleeper)
                {
                    returned.Add(sleeper.Hold);
                    hasMissed |= sleeper.HasMissed;
                    subscribers.Forget(key);
                    subscribers.Add(root);
                }
            }
        }

        returned.ForEach(holds!.Return);
        return !hasMissed && returned.Count == topics.Count;
    }

    /// <summary>Hands a message to every subscribed root of this silo, without waiting for any.</summary>
    public void Deliver(InfoMessage message)
    {
        IStoreGrain[] awake;
        KeyValuePair<IdSpan, Sleeper>[] asleep;
        lock (_lock)
        {
            (awake, asleep) = _topics.TryGetValue(message.Topic, out var subscribers) ? (subscribers.Awake, subscribers.Asleep) : ([], []);
        }

        foreach (var root in awake)
        {
            root.Info(message).AsTask().Ignore();
        }

        foreach (var (key, sleeper) in asleep)
        {
            _ = RouseAsync(key, sleeper, message);
        }
    }

    private async Task RouseAsync(IdSpan key, Sleeper sleeper, InfoMessage message)
    {
        bool heard;
        try
        {
            heard = await roots!.Of(key).Rouse(message, self!.SiloAddress);
        }
        catch (Exception)
        {
            // Its storage cannot be reached, say. Who wakes it next tells it; should that have been just now, it can hear the message as well.
            if (!Change(message.Topic, key, sleeper, sleeper with { HasMissed = true }))
            {
                roots!.Of(key).Rouse(message, self!.SiloAddress).AsTask().Ignore();
            }

            return;
        }

        if (!heard && Change(message.Topic, key, sleeper, null))
        {
            holds!.Return(sleeper.Hold);
        }
    }

    // Unless it has woken meanwhile.
    private bool Change(string topic, IdSpan key, Sleeper before, Sleeper? after)
    {
        lock (_lock)
        {
            if (!_topics.TryGetValue(topic, out var subscribers) || subscribers.Find(key)?.Number != before.Number)
            {
                return false;
            }

            if (after is { } changed)
            {
                subscribers.Set(key, changed);
            }
            else
            {
                subscribers.Forget(key);
                RemoveIfEmpty(topic, subscribers);
            }

            return true;
        }
    }

    // Its gateway is gone, so nobody would wake these roots where this silo is lost, nor see what they show. What they miss they are told when they come back.
    private void Forget(SleepHold hold)
    {
        lock (_lock)
        {
            foreach (var (topic, subscribers) in _topics)
            {
                foreach (var (key, sleeper) in subscribers.Asleep)
                {
                    if (sleeper.Hold == hold)
                    {
                        subscribers.Forget(key);
                    }
                }

                RemoveIfEmpty(topic, subscribers);
            }
        }
    }

    private Subscribers Of(string topic) => CollectionsMarshal.GetValueRefOrAddDefault(_topics, topic, out _) ??= new Subscribers();

    private void RemoveIfEmpty(string topic, Subscribers subscribers)
    {
        if (subscribers.IsEmpty)
        {
            _topics.Remove(topic);
        }
    }
}
