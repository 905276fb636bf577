using System.Globalization;

namespace Musubi.Conformance.Host.Stores;

/// <summary>A list whose items only the client keeps.</summary>
[StoreName("Musubi.WireCapture.Stores.StreamRootStore")]
public sealed class StreamRootStore : RootStore<StreamRootStore.State>
{
    /// <summary>The list.</summary>
    public static readonly Stream<Item> Items = new("items", static item => KeyOf(item.Id));

    /// <inheritdoc/>
    public override State Render(Socket socket) => new("stream", Items);

    /// <summary>Starts over with items 1 to <paramref name="count"/>.</summary>
    [Command]
    public Socket Seed(int count, Socket socket) =>
        socket.Stream(Items, Enumerable.Range(1, count).Select(static id => new Item(id.ToString(CultureInfo.InvariantCulture))), reset: true);

    /// <summary>Puts an item in at an index, or at the end with -1.</summary>
    [Command]
    public Socket Insert(string id, int at, int? limit, Socket socket) => socket.StreamInsert(Items, new Item(id), at, limit);

    /// <summary>Takes an item out.</summary>
    [Command]
    public Socket Delete(string id, Socket socket) => socket.StreamDeleteByItemKey(Items, KeyOf(id));

    private static string KeyOf(string id) => $"item-{id}";

    /// <summary>What clients see.</summary>
    public sealed record State(string Title, Stream<Item> Items);

    /// <summary>One item.</summary>
    public sealed record Item(string Id);
}
