using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Musubi.Grains.Documents;

/// <summary>A list.</summary>
internal sealed class ListWireType<TList, TItem> : WireType<TList>
    where TList : IReadOnlyList<TItem>
{
    private WireType<TItem> _item = null!;

    public override WireStructure Structure => new WireStructure.List(_item);

    // True until known better, as in a record: a type that contains itself asks while it is being completed.
    public override bool MayHoldChildren => _item?.MayHoldChildren ?? true;

    public override void Write(TList value, DocumentWriter document)
    {
        if (value is null)
        {
            document.Json.WriteNullValue();
            return;
        }

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

        ListDiff.Write(Items(before), Items(after), _item, patch);
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

    protected override void Complete() => _item = For<TItem>();

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
