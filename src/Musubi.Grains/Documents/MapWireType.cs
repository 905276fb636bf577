using System.Collections.Immutable;
using Musubi.Values;

namespace Musubi.Grains.Documents;

/// <summary>A map with string keys, written as an object.</summary>
internal sealed class MapWireType<TMap, TValue> : WireType<TMap>
    where TMap : IReadOnlyDictionary<string, TValue>
{
    // Declared as what nobody can change, whatever it holds.
    private static readonly bool Closed = ImmutabilityOf.CollectionOf(typeof(TMap)) is not null;

    private readonly PropertyPosition? _valuePosition;
    private WireType<TValue> _value = null!;

    public MapWireType()
    {
    }

    /// <param name="value">How values are written.</param>
    /// <param name="valuePosition">What is declared of them.</param>
    public MapWireType(WireType<TValue> value, PropertyPosition valuePosition) => (_value, _valuePosition) = (value, valuePosition.RefusesNull && !typeof(TValue).IsValueType ? valuePosition : null);

    public override WireStructure Structure => new WireStructure.Map(_value);

    public override bool IsObject => true;

    // True until known better, as in a record: a type that contains itself asks while it is being completed.
    public override bool MayHoldChildren => _value?.MayHoldChildren ?? true;

    public override bool MayChange => !Closed || (_value?.MayChange ?? true);

    public override TMap Freeze(TMap value, ref bool changed)
    {
        if (value is null)
        {
            return value!;
        }

        var copy = Closed || CollectionFreezer.IsImmutable(value) ? null : OrdinalMap.Copy(value);
        if (_value.MayChange)
        {
            foreach (var (key, item) in value)
            {
                var itemChanged = false;
                var frozen = _value.Freeze(item, ref itemChanged);
                if (itemChanged)
                {
                    (copy ??= OrdinalMap.Copy(value))[key] = frozen;
                }
            }
        }

        changed |= copy is not null;
        return copy is null ? value : CollectionFreezer.MapOf<TMap, TValue>(copy);
    }

    public override void Write(TMap value, DocumentWriter document)
    {
        if (value is null)
        {
            document.Json.WriteNullValue();
            return;
        }

        document.Json.WriteStartObject();
        WriteEntries(value, document);
        document.Json.WriteEndObject();
    }

    /// <summary>Writes the entries without the braces.</summary>
    public void WriteEntries(TMap value, DocumentWriter document)
    {
        foreach (var (key, item) in OrdinalMap.Of(value))
        {
            ReservedNames.Check(key, typeof(TMap));
            document.Json.WritePropertyName(key);
            RefuseNull(key, item);
            var outer = Enter(document, key, item);
            _value.Write(item, document);
            document.Container = outer;
        }
    }

    public override bool Same(TMap before, TMap after)
    {
        if (ReferenceEquals(before, after))
        {
            return true;
        }

        if (before is null || after is null || before.Count != after.Count)
        {
            return false;
        }

        var olds = OrdinalMap.Of(before);
        foreach (var (key, item) in OrdinalMap.Of(after))
        {
            if (!olds.TryGetValue(key, out var old) || !_value.Same(old, item))
            {
                return false;
            }
        }

        return true;
    }

    public override int Hash(TMap value)
    {
        if (value is null)
        {
            return 0;
        }

        // Entries come in any order, so their hashes are added up.
        var hash = value.Count;
        foreach (var (key, item) in value)
        {
            hash += HashCode.Combine(key, _value.Hash(item));
        }

        return hash;
    }

    public override object? Generalize(TMap value)
    {
        if (value is null)
        {
            return null;
        }

        var general = ImmutableDictionary.CreateBuilder<string, object?>(StringComparer.Ordinal);
        foreach (var (key, item) in OrdinalMap.Of(value))
        {
            RefuseNull(key, item);
            general.Add(key, _value.Generalize(item));
        }

        return general.ToImmutable();
    }

    public override void Diff(TMap before, TMap after, PatchWriter patch)
    {
        if (ReferenceEquals(before, after))
        {
            return;
        }

        if (before is null || after is null)
        {
            patch.Replace(after, this);
            return;
        }

        var (olds, items) = (OrdinalMap.Of(before), OrdinalMap.Of(after));
        foreach (var (key, _) in olds)
        {
            if (!items.ContainsKey(key))
            {
                var length = patch.Push(PointerSegment.Of(key));
                patch.Remove();
                patch.Pop(length);
            }
        }

        foreach (var (key, item) in items)
        {
            RefuseNull(key, item);
            var outer = Enter(patch.Document, key, item);
            var length = patch.Push(PointerSegment.Of(key));
            if (olds.TryGetValue(key, out var old))
            {
                _value.Diff(old, item, patch);
            }
            else
            {
                ReservedNames.Check(key, typeof(TMap));
                patch.Add(item, _value);
            }

            patch.Pop(length);
            patch.Document.Container = outer;
        }
    }

    public override void Place(TMap value, Placements places)
    {
        if (value is null || !MayHoldChildren)
        {
            return;
        }

        foreach (var (key, item) in value)
        {
            var outer = places.Enter(key, PointerSegment.Of(key), names: item is not Child);
            _value.Place(item, places);
            places.Leave(outer);
        }
    }

    protected override void Complete() => _value ??= For<TValue>();

    private void RefuseNull(string key, TValue item)
    {
        if (item is null && _valuePosition is { } position)
        {
            position.ThrowNull(typeof(TValue), $"'{key}'");
        }
    }

    private Container Enter(DocumentWriter document, string key, TValue item)
    {
        var outer = document.Container;
        if (MayHoldChildren && item is not Child)
        {
            document.Container = outer.Enter(key);
        }

        return outer;
    }
}
