using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using Musubi.Values;

namespace Musubi.Grains.Documents;

/// <summary>A list.</summary>
internal sealed class ListWireType<TList, TItem> : WireType<TList>
    where TList : IReadOnlyList<TItem>
{
    // Declared as what nobody can change, whatever it holds.
    private static readonly bool Closed = ImmutabilityOf.CollectionOf(typeof(TList)) is not null;

    private readonly PropertyPosition? _itemPosition;
    private WireType<TItem> _item = null!;

    public ListWireType()
    {
    }

    /// <param name="item">How items are written.</param>
    /// <param name="itemPosition">What is declared of them.</param>
    public ListWireType(WireType<TItem> item, PropertyPosition itemPosition) => (_item, _itemPosition) = (item, itemPosition.RefusesNull && !typeof(TItem).IsValueType ? itemPosition : null);

    public override WireStructure Structure => new WireStructure.List(_item);

    // True until known better, as in a record: a type that contains itself asks while it is being completed.
    public override bool MayHoldChildren => _item?.MayHoldChildren ?? true;

    // Items that can change, or a list that can: which one is there is known when it is.
    public override bool MayChange => !Closed || (_item?.MayChange ?? true);

    public override void Write(TList value, DocumentWriter document)
    {
        if (value is null)
        {
            document.Json.WriteNullValue();
            return;
        }

        RefuseNulls(Items(value));
        document.Json.WriteStartArray();
        foreach (var item in Items(value))
        {
            _item.Write(item, document);
        }

        document.Json.WriteEndArray();
    }

    public override bool Same(TList before, TList after)
    {
        if (Identical(before, after))
        {
            return true;
        }

        if (before is null || after is null)
        {
            return false;
        }

        var left = Items(before);
        var right = Items(after);
        if (left.Length != right.Length)
        {
            return false;
        }

        for (var i = 0; i < left.Length; i++)
        {
            if (!_item.Same(left[i], right[i]))
            {
                return false;
            }
        }

        return true;
    }

    public override int Hash(TList value)
    {
        if (value is null)
        {
            return 0;
        }

        var hash = new HashCode();
        foreach (var item in Items(value))
        {
            hash.Add(_item.Hash(item));
        }

        return hash.ToHashCode();
    }

    public override object? Generalize(TList value)
    {
        if (value is null)
        {
            return null;
        }

        var items = Items(value);
        RefuseNulls(items);
        var general = ImmutableArray.CreateBuilder<object?>(items.Length);
        foreach (var item in items)
        {
            general.Add(_item.Generalize(item));
        }

        return general.MoveToImmutable();
    }

    public override void Diff(TList before, TList after, PatchWriter patch)
    {
        if (Identical(before, after))
        {
            return;
        }

        if (before is null || after is null)
        {
            patch.Replace(after, this);
            return;
        }

        RefuseNulls(Items(after));
        ListDiff.Write(Items(before), Items(after), _item, patch);
    }

    public override TList Freeze(TList value, ref bool changed)
    {
        if (value is null)
        {
            return value!;
        }

        var replace = !Closed && !CollectionFreezer.IsImmutable(value);
        if (!replace && !_item.MayChange)
        {
            return value;
        }

        var items = Items(value);
        TItem[] copy = replace ? items.ToArray() : [];
        if (_item.MayChange)
        {
            for (var i = 0; i < items.Length; i++)
            {
                var itemChanged = false;
                var frozen = _item.Freeze(items[i], ref itemChanged);
                if (itemChanged)
                {
                    copy = copy.Length == 0 ? items.ToArray() : copy;
                    copy[i] = frozen;
                    replace = true;
                }
            }
        }

        changed |= replace;
        return replace ? CollectionFreezer.ListOf<TList, TItem>(copy) : value;
    }

    public override void Place(TList value, Placements places)
    {
        if (value is null || !MayHoldChildren)
        {
            return;
        }

        var items = Items(value);
        for (var i = 0; i < items.Length; i++)
        {
            var outer = places.EnterIndex(i);
            _item.Place(items[i], places);
            places.Leave(outer);
        }
    }

    protected override void Complete() => _item ??= For<TItem>();

    private void RefuseNulls(ReadOnlySpan<TItem> items)
    {
        if (_itemPosition is not { } position)
        {
            return;
        }

        for (var i = 0; i < items.Length; i++)
        {
            if (items[i] is null)
            {
                position.ThrowNull(typeof(TItem), i.ToString(CultureInfo.InvariantCulture));
            }
        }
    }

    private static bool Identical(TList before, TList after) =>
        typeof(TList) == typeof(ImmutableArray<TItem>)
            ? ((ImmutableArray<TItem>)(object)before).Equals((ImmutableArray<TItem>)(object)after)
            : ReferenceEquals(before, after);

    private static ReadOnlySpan<TItem> Items(TList list)
    {
        switch (list)
        {
            // A default ImmutableArray is what a record that never set it holds: no items.
            case ImmutableArray<TItem> array:
                return array.AsSpan();
            case TItem[] array:
                return array;
            case List<TItem> items:
                return CollectionsMarshal.AsSpan(items);
            default:
                var copy = new TItem[list.Count];
                for (var i = 0; i < copy.Length; i++)
                {
                    copy[i] = list[i];
                }

                return copy;
        }
    }
}
