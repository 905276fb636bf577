namespace Musubi;

/// <summary>Declares a stream of a store: a list whose items the client keeps, and the server forgets once they are sent.</summary>
/// <remarks>Declare it as a <c>public static readonly</c> field of the store, give the state a property of this type and of the stream's name,
/// and return the field itself there from <c>Render</c>: it is its own placeholder.</remarks>
/// <typeparam name="T">The items' type: a value with a wire form, without child stores.</typeparam>
/// <param name="name">The wire name: that of the state's property, in snake_case.</param>
/// <param name="itemKey">Gives an item's key, by which the client knows it again.</param>
/// <param name="limit">The limit of inserts that name none: at most that many items, from the head, or from the tail when negative.</param>
public sealed class Stream<T>(string name, Func<T, string> itemKey, int? limit = null) : IStream
{
    /// <inheritdoc/>
    public string Name { get; } = string.IsNullOrEmpty(name) ? throw new ArgumentException("Expected a stream's name; got none.", nameof(name)) : name;

    /// <summary>Gives an item's key.</summary>
    public Func<T, string> ItemKey { get; } = itemKey ?? throw new ArgumentNullException(nameof(itemKey));

    /// <inheritdoc/>
    public int? Limit { get; } = limit;

    /// <inheritdoc/>
    public Type ItemType => typeof(T);

    /// <summary>The assign under which <c>StreamAsync</c> tells how far it is.</summary>
    public Key<AsyncResult<bool>> Status { get; } = new(name);

    /// <summary>The stream's name.</summary>
    public override string ToString() => Name;
}
