namespace Musubi.Grains.Documents;

/// <summary>A value type that may be null.</summary>
internal sealed class NullableWireType<T> : WireType<T?>
    where T : struct
{
    private WireType<T> _inner = null!;

    public NullableWireType()
    {
    }

    /// <param name="inner">How a value that is there is written.</param>
    public NullableWireType(WireType<T> inner) => _inner = inner;

    public override WireStructure Structure => new WireStructure.Nullable(_inner);

    // True until known better, as in a record: a type that contains itself asks while it is being completed.
    public override bool MayHoldChildren => _inner?.MayHoldChildren ?? true;

    public override bool MayChange => _inner?.MayChange ?? true;

    public override T? Freeze(T? value, ref bool changed) => value is { } present ? _inner.Freeze(present, ref changed) : value;

    public override void Write(T? value, DocumentWriter document)
    {
        if (value is { } present)
        {
            _inner.Write(present, document);
        }
        else
        {
            document.Json.WriteNullValue();
        }
    }

    public override bool Same(T? before, T? after) =>
        before is { } left && after is { } right ? _inner.Same(left, right) : before.HasValue == after.HasValue;

    public override int Hash(T? value) => value is { } present ? _inner.Hash(present) : 0;

    public override object? Generalize(T? value) => value is { } present ? _inner.Generalize(present) : null;

    public override void Diff(T? before, T? after, PatchWriter patch)
    {
        if (before is { } left && after is { } right)
        {
            _inner.Diff(left, right, patch);
        }
        else if (before.HasValue != after.HasValue)
        {
            patch.Replace(after, this);
        }
    }

    public override void Place(T? value, Placements places)
    {
        if (value is { } present)
        {
            _inner.Place(present, places);
        }
    }

    protected override void Complete() => _inner ??= For<T>();
}
