using Musubi.Protocol;
using Musubi.Serialization;
using Orleans.Serialization;

namespace Musubi;

/// <summary>Reaches one store from anywhere in the cluster: another store, a grain, a process with an Orleans client.</summary>
public static class Targeting
{
    /// <summary>Hands new assigns to one store's <c>Update</c>, as its parent would.</summary>
    /// <param name="grains">The grain factory of a store, a grain, or an Orleans client.</param>
    /// <param name="address">The store: see <see cref="Socket.Address"/>.</param>
    /// <param name="assigns">What <c>Update</c> receives, as <c>LineStore.Label.Is("tea")</c>: data that Orleans can serialize.</param>
    /// <returns>Completes when the message is on its way. Delivery is at most once; a store that is not mounted, or no more, is passed over.</returns>
    /// <exception cref="InvalidOperationException">An assign cannot be serialized: it says what is to have <c>[GenerateSerializer]</c>.</exception>
    public static ValueTask SendUpdateAsync(this IGrainFactory grains, StoreAddress address, params IEnumerable<KeyValuePair<string, object?>> assigns)
    {
        ArgumentNullException.ThrowIfNull(grains);
        var sent = assigns.ToDictionary(StringComparer.Ordinal);
        try
        {
            return grains.GetGrain<IStoreGrain>(address.Root.ToString()).SendUpdate(new SendUpdateRequest(address.StoreId, sent));
        }
        catch (CodecNotFoundException exception)
        {
            var assigned = sent.Select(static assign => $"'{assign.Key}', a {assign.Value?.GetType().ToString() ?? "null"}");
            throw new InvalidOperationException(
                $"New assigns for a store cannot be serialized: {exception.Message.TrimEnd('.')}. They are {string.Join(", ", assigned)}. {Unserializable.Cure}", exception);
        }
    }
}
