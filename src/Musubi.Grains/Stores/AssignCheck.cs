using System.Buffers;
using System.Collections.Concurrent;
using Musubi.Grains.Nodes;
using Orleans.Serialization;

namespace Musubi.Grains.Stores;

/// <summary>Checks that assigns, and what else a root takes along when it moves, are data that Orleans can serialize, so that a root can live again elsewhere.</summary>
/// <remarks>The first value of each type is serialized for real; after that the type is enough. So a list of objects whose later
/// items are of another kind is not seen here.</remarks>
internal sealed class AssignCheck(Serializer serializer)
{
    private readonly ConcurrentDictionary<Type, bool> _serializable = new();

    /// <exception cref="InvalidOperationException">An assign cannot be serialized; the message names its key and type.</exception>
    public void Check(StoreDefinition store, Socket socket, bool all)
    {
        var entries = socket.Assigns.Entries;
        for (var i = 0; i < entries.Length; i++)
        {
            if (!all && !socket.Assigns.IsChanged(i))
            {
                continue;
            }

            var (key, value) = entries[i];

            // An async value is first seen without its result, which would let every result pass.
            var data = value is AsyncResult result ? result.Untyped : value;
            if (data is not null && !_serializable.ContainsKey(data.GetType()))
            {
                Serialize(data, $"{store.Type} assigned '{key}' a {data.GetType()}");
            }
        }
    }

    /// <summary>The same for the message of a timer, which moves with its root.</summary>
    /// <exception cref="InvalidOperationException">It cannot be serialized; the message names its type.</exception>
    public void CheckMessage(StoreDefinition store, object message)
    {
        if (!_serializable.ContainsKey(message.GetType()))
        {
            Serialize(message, $"{store.Type} sends itself a {message.GetType()} later");
        }
    }

    private void Serialize(object value, string what)
    {
        try
        {
            serializer.Serialize(value, new ArrayBufferWriter<byte>());
            _serializable[value.GetType()] = true;
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException(
                $"{what}, which cannot be serialized. Expected plain data, or a type with [GenerateSerializer].", exception);
        }
    }
}
