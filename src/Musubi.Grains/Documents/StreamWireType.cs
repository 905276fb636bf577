namespace Musubi.Grains.Documents;

/// <summary>The place of a stream: a marker, since the items never are in the document.</summary>
internal sealed class StreamWireType<T> : WireType<Stream<T>>
{
    private WireType<T>? _item;

    public StreamWireType()
    {
    }

    /// <param name="item">How items are written.</param>
    /// <param name="itemPosition">What is declared of them.</param>
    public StreamWireType(WireType<T> item, PropertyPosition itemPosition) => (_item, ItemPosition) = (item, itemPosition);

    /// <summary>How items are written.</summary>
    public WireType<T> Item => _item ??= For<T>();

    /// <summary>What is declared of items; null for nothing.</summary>
    public PropertyPosition? ItemPosition { get; }

    public override WireStructure Structure => new WireStructure.Items(Item);

    // So that the tree's search for placeholders comes by.
    public override bool MayHoldChildren => true;

    public override void Write(Stream<T> value, DocumentWriter document)
    {
        if (value is null)
        {
            document.Json.WriteNullValue();
        }
        else
        {
            document.WriteStream(value);
        }
    }

    public override bool Same(Stream<T> before, Stream<T> after) => ReferenceEquals(before, after);

    public override int Hash(Stream<T> value) => value is null ? 0 : value.Name.GetHashCode(StringComparison.Ordinal);

    public override object? Generalize(Stream<T> value) => value;

    public override void Place(Stream<T> value, Placements places)
    {
        if (value is not null)
        {
            places.Add(value);
        }
    }

    // An item without a wire form is found at start-up, not at its insert.
    protected override void Complete() => _item ??= For<T>();
}
