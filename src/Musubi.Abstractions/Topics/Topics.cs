using System.Collections.Immutable;
using Musubi.Protocol;

namespace Musubi;

/// <summary>In-cluster publish and subscribe: stores subscribe on their socket, anything with a grain factory publishes.</summary>
public static class Topics
{
    private const string PrivateKey = "__musubi_topics__";

    /// <summary>Subscribes this root to a topic: each message published to it reaches <c>HandleInfo</c>.</summary>
    /// <remarks>A subscription is part of the root's private data, so a handler that throws subscribes to nothing,
    /// and a root that lives again elsewhere is subscribed there. It takes effect when the callback returns, and messages are handled
    /// when no callback runs: a root that subscribes in <c>Mount</c> and reads what the topic is about in <c>Init</c> misses nothing in between. Delivery is at most once and in no order across publishers.</remarks>
    public static Socket Subscribe(this Socket socket, string topic)
    {
        ArgumentNullException.ThrowIfNull(socket);
        ArgumentException.ThrowIfNullOrEmpty(topic);
        var topics = socket.SubscribedTopics();
        return topics.Contains(topic) ? socket : socket.PutPrivate(PrivateKey, (string[])[.. topics, topic]);
    }

    /// <summary>Ends a subscription; nothing happens when there is none.</summary>
    public static Socket Unsubscribe(this Socket socket, string topic)
    {
        ArgumentNullException.ThrowIfNull(socket);
        var topics = socket.SubscribedTopics();
        return topics.Contains(topic) ? socket.PutPrivate(PrivateKey, topics.Where(other => other != topic).ToArray()) : socket;
    }

    /// <summary>The topics that this root is subscribed to.</summary>
    public static ImmutableHashSet<string> Subscriptions(this Socket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        return [.. socket.SubscribedTopics()];
    }

    /// <summary>The same as they are kept, in the order of their subscription: the same array as long as none is added or removed. Few, so no set.</summary>
    internal static string[] SubscribedTopics(this Socket socket) => (string[]?)socket.GetPrivate(PrivateKey) ?? [];

    /// <summary>Publishes a message to every root in the cluster that is subscribed to the topic.</summary>
    /// <param name="grains">The grain factory of a store, a grain, or an Orleans client.</param>
    /// <param name="topic">The topic, compared ordinally.</param>
    /// <param name="message">Data that Orleans can serialize; best of an immutable type, which is marked so and then never copied.</param>
    /// <returns>Completes when every silo has the message, which is before the roots have handled it.</returns>
    public static ValueTask PublishAsync(this IGrainFactory grains, string topic, object message)
    {
        ArgumentNullException.ThrowIfNull(grains);
        ArgumentException.ThrowIfNullOrEmpty(topic);
        ArgumentNullException.ThrowIfNull(message);
        return grains.GetGrain<IPublisherGrain>(0).Publish(new InfoMessage(topic, message));
    }
}
