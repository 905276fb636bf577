using System.Diagnostics;

namespace Musubi;

/// <summary>Streams: lists whose items the client keeps. Each function asks for an operation that leaves with the next patch.</summary>
/// <remarks>In one patch, a stream is reset first, then come all inserts, then all deletes, each in the order of the calls.
/// Whether an insert adds an item or updates one of its key is the client's affair; the server does not know what it has. Source: docs/wire.md, "stream_ops".</remarks>
public static class Streams
{
    /// <summary>Inserts items, in place of what the client has when <paramref name="reset"/> is set.</summary>
    /// <param name="socket">The node's socket.</param>
    /// <param name="stream">A stream that the store declares.</param>
    /// <param name="items">The items, in order.</param>
    /// <param name="at">Where each of them goes: an index, 0 or more, or -1 for the end.</param>
    /// <param name="limit">How many items the client keeps: from the head, or from the tail when negative; null for the stream's own limit.</param>
    /// <param name="reset">Whether the client's items go first.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="at"/> is less than -1.</exception>
    public static Socket Stream<T>(this Socket socket, Stream<T> stream, IEnumerable<T> items, int at = -1, int? limit = null, bool reset = false)
    {
        ArgumentNullException.ThrowIfNull(items);
        var (used, configured) = Use(socket, stream);
        if (reset)
        {
            used = used.Ask(new StreamReset(stream));
        }

        var itemKey = ItemKey(stream, configured);
        var keyed = items.Select(item => KeyValuePair.Create(Checked(stream, itemKey(item)), item)).ToArray();
        return keyed.Length == 0 ? used : Insert(used, stream, keyed, at, limit ?? configured?.Limit ?? stream.Limit);
    }

    /// <summary>Inserts one item.</summary>
    /// <param name="socket">The node's socket.</param>
    /// <param name="stream">A stream that the store declares.</param>
    /// <param name="item">The item.</param>
    /// <param name="at">Where it goes: an index, 0 or more, or -1 for the end.</param>
    /// <param name="limit">How many items the client keeps: from the head, or from the tail when negative; null for the stream's own limit.</param>
    /// <param name="itemKey">The item's key; null for the one that the stream's function gives.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="at"/> is less than -1.</exception>
    public static Socket StreamInsert<T>(this Socket socket, Stream<T> stream, T item, int at = -1, int? limit = null, string? itemKey = null)
    {
        var (used, configured) = Use(socket, stream);
        var key = Checked(stream, itemKey ?? ItemKey(stream, configured)(item));
        return Insert(used, stream, [KeyValuePair.Create(key, item)], at, limit ?? configured?.Limit ?? stream.Limit);
    }

    /// <summary>Deletes an item; one that the client does not have is no error.</summary>
    public static Socket StreamDelete<T>(this Socket socket, Stream<T> stream, T item)
    {
        var (used, configured) = Use(socket, stream);
        return used.Ask(new StreamRemoval(stream, Checked(stream, ItemKey(stream, configured)(item))));
    }

    /// <summary>Deletes the item with that key; one that the client does not have is no error.</summary>
    public static Socket StreamDeleteByItemKey<T>(this Socket socket, Stream<T> stream, string itemKey) =>
        Use(socket, stream).Socket.Ask(new StreamRemoval(stream, Checked(stream, itemKey)));

    /// <summary>Sets for this node what the stream's declaration says otherwise, before its first use.</summary>
    /// <param name="socket">The node's socket.</param>
    /// <param name="stream">A stream that the store declares.</param>
    /// <param name="itemKey">Gives an item's key: a named static method, because a root that lives again elsewhere finds it by name.</param>
    /// <param name="limit">The limit of inserts that name none.</param>
    /// <exception cref="InvalidOperationException">The stream has been used.</exception>
    /// <exception cref="ArgumentException"><paramref name="itemKey"/> is a lambda, or a method of an instance.</exception>
    public static Socket StreamConfigure<T>(this Socket socket, Stream<T> stream, Func<T, string>? itemKey = null, int? limit = null)
    {
        ArgumentNullException.ThrowIfNull(socket);
        ArgumentNullException.ThrowIfNull(stream);
        var table = StreamTable.Of(socket);
        if (table.Ref(stream.Name) >= 0)
        {
            throw new InvalidOperationException($"The stream '{stream}' has been used. Expected it to be configured before.");
        }

        var before = table.Configured.GetValueOrDefault(stream.Name);
        var method = itemKey switch
        {
            null => before?.ItemKey,
            { Target: not null } => throw new ArgumentException($"Expected the item key of '{stream}' to be a named static method; got {itemKey.Method.DeclaringType}.{itemKey.Method.Name}. A root that lives again elsewhere finds it by name.", nameof(itemKey)),
            _ => MethodName.Of(itemKey, "an item key"),
        };
        var configuration = new StreamConfiguration(method, limit ?? before?.Limit);
        return (table with { Configured = table.Configured.SetItem(stream.Name, configuration) }).SaveIn(socket);
    }

    private static (Socket Socket, StreamConfiguration? Configured) Use<T>(Socket socket, Stream<T> stream)
    {
        ArgumentNullException.ThrowIfNull(socket);
        ArgumentNullException.ThrowIfNull(stream);
        var table = StreamTable.Of(socket);
        return (table.Ref(stream.Name) >= 0 ? socket : (table with { Used = table.Used.Add(stream.Name) }).SaveIn(socket),
            table.Configured.GetValueOrDefault(stream.Name));
    }

    private static Socket Insert<T>(Socket socket, IStream stream, KeyValuePair<string, T>[] items, int at, int? limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(at, -1);
        return socket.Ask(new StreamInserts<T>(stream, items, at, limit));
    }

    private static Func<T, string> ItemKey<T>(Stream<T> stream, StreamConfiguration? configured) =>
        configured?.ItemKey is { } method
            ? method.Bind<Func<T, string>>(static type => throw new UnreachableException($"{type} is not asked for: an item key is static."))
            : stream.ItemKey;

    private static string Checked(IStream stream, string? key) =>
        !string.IsNullOrEmpty(key) ? key : throw new InvalidOperationException($"An item of the stream '{stream}' has no key. Expected a text that is not empty.");
}
