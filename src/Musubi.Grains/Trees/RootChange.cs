using System.Collections.Immutable;

namespace Musubi.Grains.Trees;

/// <summary>What changed in a tree since it was saved last.</summary>
/// <param name="Version">The version that it is at.</param>
/// <param name="Stores">The stores that changed.</param>
/// <param name="Dropped">The stores that went. One of the same id may have come since, and is among those that changed.</param>
/// <param name="Context">A socket with the session and connect_info that all stores have now; null when those did not change.</param>
[GenerateSerializer, Immutable, Alias("musubi.v1.RootChange")]
internal sealed record RootChange(
    [property: Id(0)] long Version,
    [property: Id(1)] ImmutableArray<StoreChange> Stores,
    [property: Id(2)] ImmutableArray<StoreId> Dropped,
    [property: Id(3)] Socket? Context)
{
    /// <summary>What a saved root is after some changes, in their order.</summary>
    public static RootState Apply(RootState state, IEnumerable<RootChange> changes)
    {
        var stores = state.Stores.ToDictionary(static store => store.Id);
        var version = state.Version;
        foreach (var change in changes)
        {
            change.ApplyTo(stores);
            version = change.Version;
        }

        return new RootState(version, [.. stores.Values]);
    }

    /// <summary>This change and a later one as one.</summary>
    public RootChange Then(RootChange later)
    {
        var stores = Stores.Where(store => !later.Dropped.Contains(store.Id)).ToList();
        foreach (var change in later.Stores)
        {
            var before = stores.FindIndex(store => store.Id == change.Id);
            if (before < 0)
            {
                stores.Add(change);
            }
            else
            {
                stores[before] = stores[before].Then(change);
            }
        }

        return new RootChange(later.Version, [.. stores], [.. Dropped, .. later.Dropped], later.Context ?? Context);
    }

    private void ApplyTo(Dictionary<StoreId, StoreState> stores)
    {
        foreach (var id in Dropped)
        {
            stores.Remove(id);
        }

        foreach (var change in Stores)
        {
            var saved = change.Store is null ? stores[change.Id] : Begin(change, stores[StoreId.Root].Socket);
            var socket = saved.Socket;
            foreach (var key in change.Removed)
            {
                socket = socket.Unassign(key);
            }

            foreach (var (key, value) in change.Assigned)
            {
                socket = socket.Assign(key, value);
            }

            socket = change.Private is { } kept ? socket.WithPrivate(kept) : socket;
            stores[change.Id] = saved with { Socket = socket.ResetChanged(), Timers = change.Timers.IsDefault ? saved.Timers : change.Timers };
        }

        if (Context is not null)
        {
            foreach (var (id, store) in stores.ToArray())
            {
                stores[id] = store with { Socket = Context.InheritContext(store.Socket) };
            }
        }
    }

    private static StoreState Begin(StoreChange change, Socket root) =>
        new(change.Id, change.Store!, root.Below(StoreId.Of(change.Id.Segments.AsSpan()[..^1]), change.Id.Segments[^1]), []);
}
