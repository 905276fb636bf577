using Musubi.Protocol;

namespace Musubi;

/// <summary>Reaches one store from anywhere in the cluster: another store, a grain, a process with an Orleans client.</summary>
public static class Targeting
{
    /// <summary>Hands new assigns to one store's <c>Update</c>, as its parent would.</summary>
    /// <param name="grains">The grain factory of a store, a grain, or an Orleans client.</param>
    /// <param name="address">The store: see <see cref="Socket.Address"/>.</param>
    /// <param name="assigns">What <c>Update</c> receives, as <c>LineStore.Label.Is("tea")</c>: data that Orleans can serialize.</param>
    /// <returns>Completes when the message is on its way. Delivery is at most once; a store that is not mounted, or no more, is passed over.</returns>
    public static ValueTask SendUpdateAsync(this IGrainFactory grains, StoreAddress address, params IEnumerable<KeyValuePair<string, object?>> assigns)
    {
        ArgumentNullException.ThrowIfNull(grains);
        return grains.GetGrain<IStoreGrain>(address.Root.ToString())
            .SendUpdate(new SendUpdateRequest(address.StoreId, assigns.ToDictionary(StringComparer.Ordinal)));
    }
}
