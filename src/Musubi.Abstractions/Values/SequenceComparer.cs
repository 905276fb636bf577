using System.Collections.Immutable;
using System.Reflection;

namespace Musubi.Values;

/// <summary>Compares immutable collections, element by element in their order.</summary>
/// <param name="immutable">Whether the elements are immutable too, so that one collection is the same as itself.</param>
internal sealed class SequenceComparer<TCollection, TItem>(bool immutable) : ValueComparer<TCollection>
    where TCollection : notnull, IEnumerable<TItem>
{
    // Two maps with the same entries are different values when they find their keys in different ways.
    private static readonly PropertyInfo? KeyComparer = typeof(TCollection).GetProperty("KeyComparer") ?? typeof(TCollection).GetProperty("Comparer");

    protected override bool SameValues(TCollection before, TCollection after)
    {
        if (typeof(TCollection) == typeof(ImmutableArray<TItem>))
        {
            return SameArrays((ImmutableArray<TItem>)(object)before, (ImmutableArray<TItem>)(object)after);
        }

        if (immutable && ReferenceEquals(before, after))
        {
            return true;
        }

        if (before.TryGetNonEnumeratedCount(out var count) && after.TryGetNonEnumeratedCount(out var countAfter) && count != countAfter)
        {
            return false;
        }

        if (KeyComparer is not null && !Equals(KeyComparer.GetValue(before), KeyComparer.GetValue(after)))
        {
            return false;
        }

        using var left = before.GetEnumerator();
        using var right = after.GetEnumerator();
        while (left.MoveNext())
        {
            if (!right.MoveNext() || !ValueComparer<TItem>.Instance.Same(left.Current, right.Current))
            {
                return false;
            }
        }

        return !right.MoveNext();
    }

    private bool SameArrays(ImmutableArray<TItem> before, ImmutableArray<TItem> after)
    {
        if ((immutable && before == after) || before.IsDefault || after.IsDefault || before.Length != after.Length)
        {
            return before == after;
        }

        var items = ValueComparer<TItem>.Instance;
        for (var i = 0; i < before.Length; i++)
        {
            if (!items.Same(before[i], after[i]))
            {
                return false;
            }
        }

        return true;
    }
}
