namespace Musubi.Grains.Documents;

/// <summary>The place of a child store.</summary>
/// <remarks>Two placeholders that name the same child are the same value: the node behind them lives on, and writes its own changes.</remarks>
internal sealed class ChildWireType<TChild> : WireType<TChild>
    where TChild : Child
{
    public override WireStructure Structure => new WireStructure.Place(typeof(TChild).IsGenericType ? typeof(TChild).GenericTypeArguments[0] : null);

    public override bool MayHoldChildren => true;

    public override void Write(TChild value, DocumentWriter document)
    {
        if (value is null)
        {
            document.Json.WriteNullValue();
        }
        else
        {
            document.WriteChild(value);
        }
    }

    public override bool Same(TChild before, TChild after) =>
        ReferenceEquals(before, after)
        || (before is not null && after is not null && before.StoreType == after.StoreType && string.Equals(before.Id, after.Id, StringComparison.Ordinal));

    public override int Hash(TChild value) => value is null ? 0 : value.Id.GetHashCode(StringComparison.Ordinal);

    public override object? Generalize(TChild value) => value;

    public override void Place(TChild value, Placements places)
    {
        if (value is not null)
        {
            places.Add(value);
        }
    }
}
