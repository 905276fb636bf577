using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Musubi.Grains.Topics;

/// <summary>Which roots of this silo are subscribed to which topic.</summary>
/// <remarks>Known to this silo alone: a publisher asks every silo, as Phoenix asks every node. So nothing about subscriptions has to be
/// agreed on, moved or repaired when silos come and go, and the price is one message for each silo and publish.</remarks>
internal sealed class TopicSubscriptions
{
    private readonly ConcurrentDictionary<string, ImmutableHashSet<IStoreGrain>> _roots = new(StringComparer.Ordinal);

    public void Subscribe(string topic, IStoreGrain root) =>
        _roots.AddOrUpdate(topic, static (_, root) => [root], static (_, roots, root) => roots.Add(root), root);

    public void Unsubscribe(string topic, IStoreGrain root)
    {
        while (_roots.TryGetValue(topic, out var roots))
        {
            var rest = roots.Remove(root);
            if (rest.IsEmpty ? _roots.TryRemove(KeyValuePair.Create(topic, roots)) : _roots.TryUpdate(topic, rest, roots))
            {
                return;
            }
        }
    }

    /// <summary>Hands a message to every subscribed root of this silo, without waiting for any.</summary>
    public void Deliver(InfoMessage message)
    {
        if (_roots.TryGetValue(message.Topic, out var roots))
        {
            foreach (var root in roots)
            {
                root.Info(message).AsTask().Ignore();
            }
        }
    }
}
