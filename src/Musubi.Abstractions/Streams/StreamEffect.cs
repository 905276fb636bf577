namespace Musubi;

/// <summary>Something that is to happen to a stream at the client.</summary>
internal abstract class StreamEffect(IStream stream) : Effect
{
    public IStream Stream { get; } = stream;
}

/// <summary>The client's items go, before any that come in the same cycle.</summary>
internal sealed class StreamReset(IStream stream) : StreamEffect(stream);

/// <summary>An item goes.</summary>
internal sealed class StreamRemoval(IStream stream, string itemKey) : StreamEffect(stream)
{
    public string ItemKey { get; } = itemKey;
}

/// <summary>Items come, in order.</summary>
internal abstract class StreamInserts(IStream stream, int at, int? limit) : StreamEffect(stream)
{
    public int At { get; } = at;

    public int? Limit { get; } = limit;

    public abstract int Count { get; }

    public abstract void Visit(IStreamItemVisitor visitor);
}

/// <inheritdoc/>
internal sealed class StreamInserts<T>(IStream stream, KeyValuePair<string, T>[] items, int at, int? limit) : StreamInserts(stream, at, limit)
{
    public override int Count => items.Length;

    public override void Visit(IStreamItemVisitor visitor)
    {
        foreach (var (key, item) in items)
        {
            visitor.Visit(this, key, item);
        }
    }
}

/// <summary>Sees items by their type, so that none is boxed.</summary>
internal interface IStreamItemVisitor
{
    void Visit<T>(StreamInserts inserts, string itemKey, T item);
}
