using System.Runtime.InteropServices;

namespace Musubi.Grains.Topics;

/// <summary>Which roots of this silo are subscribed to which topic.</summary>
/// <remarks>Known to this silo alone: a publisher asks every silo, as Phoenix asks every node. So nothing about subscriptions has to be
/// agreed on, moved or repaired when silos come and go, and the price is one message for each silo and publish.</remarks>
internal sealed class TopicSubscriptions
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Subscribers> _topics = new(StringComparer.Ordinal);

    public void Subscribe(string topic, IStoreGrain root)
    {
        lock (_lock)
        {
            (CollectionsMarshal.GetValueRefOrAddDefault(_topics, topic, out _) ??= new Subscribers()).Add(root);
        }
    }

    public void Unsubscribe(string topic, IStoreGrain root)
    {
        lock (_lock)
        {
            if (_topics.TryGetValue(topic, out var subscribers) && subscribers.RemoveLast(root))
            {
                _topics.Remove(topic);
            }
        }
    }

    /// <summary>Hands a message to every subscribed root of this silo, without waiting for any.</summary>
    public void Deliver(InfoMessage message)
    {
        IStoreGrain[] roots;
        lock (_lock)
        {
            roots = _topics.TryGetValue(message.Topic, out var subscribers) ? subscribers.All() : [];
        }

        foreach (var root in roots)
        {
            root.Info(message).AsTask().Ignore();
        }
    }

    // Told in a row, and that outside the lock: the row is made when a message comes, and good until somebody comes or goes.
    private sealed class Subscribers
    {
        private readonly HashSet<IStoreGrain> _roots = [];
        private IStoreGrain[]? _row;

        public void Add(IStoreGrain root)
        {
            _row = null;
            _roots.Add(root);
        }

        // True when there are none left.
        public bool RemoveLast(IStoreGrain root)
        {
            _row = null;
            _roots.Remove(root);
            return _roots.Count == 0;
        }

        public IStoreGrain[] All() => _row ??= [.. _roots];
    }
}
