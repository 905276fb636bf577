using System.Buffers;
using System.Collections.Concurrent;
using Musubi.Grains.Nodes;
using Orleans.Serialization;

namespace Musubi.Grains.Stores;

/// <summary>Checks that assigns are data that Orleans can serialize, so that a root can live again elsewhere.</summary>
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
                Serialize(store, key, data);
            }
        }
    }

    private void Serialize(StoreDefinition store, string key, object value)
    {
        try
        {
            serializer.Serialize(value, new ArrayBufferWriter<byte>());
            _serializable[value.GetType()] = true;
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException(
                $"{store.Type} assigned '{key}' a {value.GetType()}, which cannot be serialized. Expected plain data, or a type with [GenerateSerializer].", exception);
        }
    }
}
