using System.Collections.Immutable;
using Musubi.Protocol;
using Musubi.Serialization;
using Orleans.Serialization;

namespace Musubi;

/// <summary>In-cluster publish and subscribe: stores subscribe on their socket, anything with a grain factory publishes.</summary>
public static class Topics
{
    private const string PrivateKey = "__musubi_topics__";

    /// <summary>Subscribes this root to a topic: each message published to it reaches <c>HandleInfo</c>.</summary>
    /// <remarks>
    /// Takes effect at once, in every callback: what is published from now on waits until the callback has returned. So a callback that
    /// subscribes first and then reads what the topic is about misses nothing in between. The returned socket decides what stays: a subscription
    /// that is not in it, because the callback threw or returned another socket, ends with the callback.
    /// Part of the root's private data: a root that lives again elsewhere is subscribed there. Delivery is at most once and in no order across publishers.
    /// </remarks>
    /// <exception cref="InvalidOperationException">The socket is a child store's. Only roots hear topics: let the root subscribe and pass on what it
    /// hears, as props or with <see cref="Targeting.SendUpdateAsync(IGrainFactory, StoreAddress, IEnumerable{KeyValuePair{string, object?}})"/>.</exception>
    public static Socket Subscribe(this Socket socket, string topic)
    {
        ArgumentNullException.ThrowIfNull(socket);
        ArgumentException.ThrowIfNullOrEmpty(topic);
        if (socket.IsOfChild)
        {
            throw new InvalidOperationException(
                $"The child store at {socket.StoreId} subscribes to '{topic}', and messages reach the root's HandleInfo alone. Expected the root to subscribe, and to pass on what it hears: as props, or with SendUpdateAsync.");
        }

        var topics = socket.SubscribedTopics();
        if (topics.Contains(topic))
        {
            return socket;
        }

        socket.Listener?.Listen(topic);
        return socket.PutPrivate(PrivateKey, (string[])[.. topics, topic]);
    }

    /// <summary>Ends a subscription; nothing happens when there is none.</summary>
    /// <remarks>When the callback has returned, the root hears nothing more of the topic: what was published meanwhile is not handled either.</remarks>
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
    /// <returns>Completes when the message waits for the subscribed roots of the silo that publishes it, and is on its way to the other silos. It waits
    /// neither for these, since a silo that hangs must not hold up a publisher, nor for any root to handle the message.</returns>
    /// <exception cref="InvalidOperationException">The message cannot be serialized: it says what is to have <c>[GenerateSerializer]</c>.</exception>
    public static ValueTask PublishAsync(this IGrainFactory grains, string topic, object message)
    {
        ArgumentNullException.ThrowIfNull(grains);
        ArgumentException.ThrowIfNullOrEmpty(topic);
        ArgumentNullException.ThrowIfNull(message);
        try
        {
            var published = grains.GetGrain<IPublisherGrain>(0).Publish(new InfoMessage(topic, message));

            // A client finds out only when it sends what is marked immutable, and so was not copied. A silo looks by itself.
            return grains is IClusterClient ? Sent(published, message) : published;
        }
        catch (CodecNotFoundException exception)
        {
            throw Unpublishable(message, exception);
        }
    }

    /// <summary>The error of a message that cannot be serialized.</summary>
    internal static InvalidOperationException Unpublishable(object message, Exception? exception = null) => new(
        $"A {message.GetType()} is published, and cannot be serialized{(exception is null ? "" : $": {exception.Message.TrimEnd('.')}")}. {Unserializable.Cure}", exception);

    private static async ValueTask Sent(ValueTask published, object message)
    {
        try
        {
            await published;
        }
        catch (CodecNotFoundException exception)
        {
            throw Unpublishable(message, exception);
        }
    }
}
