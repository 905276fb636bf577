using System.Buffers;

namespace Musubi.Grains.Documents;

/// <summary>The operations that lead from one list to another.</summary>
/// <remarks>
/// Equal ends are left alone. Of what is between them, elements that are in both lists are kept where their order allows: the longest
/// run of them whose positions only rise, as virtual DOMs do it, in O(n log n). Between two kept elements, the old and the new ones are
/// paired off from the front and differ in place (a row with one changed field is one operation on that field); those left over are
/// removed or added. So a row inserted at the head of 1,000 is one <c>add</c>.
/// Operations come in three passes whose indexes need no bookkeeping: removals from the back, by old index; additions from the front, by
/// new index; then the pairs, by new index.
/// </remarks>
internal static class ListDiff
{
    private const int Gone = -1;

    public static void Write<T>(ReadOnlySpan<T> before, ReadOnlySpan<T> after, WireType<T> item, PatchWriter patch)
    {
        var shorter = Math.Min(before.Length, after.Length);
        var head = 0;
        while (head < shorter && item.Same(before[head], after[head]))
        {
            head++;
        }

        var tail = 0;
        while (tail < shorter - head && item.Same(before[^(tail + 1)], after[^(tail + 1)]))
        {
            tail++;
        }

        WriteMiddle(before[head..^tail], after[head..^tail], head, item, patch);
    }

    private static void WriteMiddle<T>(ReadOnlySpan<T> before, ReadOnlySpan<T> after, int offset, WireType<T> item, PatchWriter patch)
    {
        if (before.IsEmpty && after.IsEmpty)
        {
            return;
        }

        // For each new element the old one it continues, or Gone when it is new; for each old one the reverse.
        var rented = ArrayPool<int>.Shared.Rent(before.Length + after.Length);
        var oldOf = rented.AsSpan(0, after.Length);
        var newOf = rented.AsSpan(after.Length, before.Length);
        oldOf.Fill(Gone);
        newOf.Fill(Gone);

        if (before.Length > 1 || after.Length > 1)
        {
            Match(before, after, item, oldOf);
            KeepLongestRise(oldOf);
        }

        PairGaps(before.Length, oldOf);
        for (var i = 0; i < oldOf.Length; i++)
        {
            if (oldOf[i] != Gone)
            {
                newOf[oldOf[i]] = i;
            }
        }

        for (var i = before.Length - 1; i >= 0; i--)
        {
            if (newOf[i] == Gone)
            {
                var length = patch.Push(offset + i);
                patch.Remove();
                patch.Pop(length);
            }
        }

        for (var i = 0; i < after.Length; i++)
        {
            if (oldOf[i] == Gone)
            {
                var length = patch.Push(offset + i);
                patch.Add(after[i], item);
                patch.Pop(length);
            }
        }

        for (var i = 0; i < after.Length; i++)
        {
            if (oldOf[i] != Gone)
            {
                var length = patch.Push(offset + i);
                item.Diff(before[oldOf[i]], after[i], patch);
                patch.Pop(length);
            }
        }

        ArrayPool<int>.Shared.Return(rented);
    }

    /// <summary>Finds for each new element an equal old one; the first of equal ones goes with the first, and so on.</summary>
    private static void Match<T>(ReadOnlySpan<T> before, ReadOnlySpan<T> after, WireType<T> item, Span<int> oldOf)
    {
        // Chains of old indexes by hash, in list order.
        var first = new Dictionary<int, int>(before.Length);
        var next = ArrayPool<int>.Shared.Rent(before.Length);
        for (var i = before.Length - 1; i >= 0; i--)
        {
            var hash = item.Hash(before[i]);
            next[i] = first.TryGetValue(hash, out var following) ? following : Gone;
            first[hash] = i;
        }

        for (var i = 0; i < after.Length; i++)
        {
            var hash = item.Hash(after[i]);
            var previous = Gone;
            for (var candidate = first.GetValueOrDefault(hash, Gone); candidate != Gone; previous = candidate, candidate = next[candidate])
            {
                if (!item.Same(before[candidate], after[i]))
                {
                    continue;
                }

                oldOf[i] = candidate;
                if (previous == Gone)
                {
                    first[hash] = next[candidate];
                }
                else
                {
                    next[previous] = next[candidate];
                }

                break;
            }
        }

        ArrayPool<int>.Shared.Return(next);
    }

    /// <summary>Keeps the longest sequence of matches whose old indexes rise, and lets go of the others.</summary>
    private static void KeepLongestRise(Span<int> oldOf)
    {
        var rented = ArrayPool<int>.Shared.Rent(oldOf.Length * 2);
        var ends = rented.AsSpan(0, oldOf.Length);
        var previous = rented.AsSpan(oldOf.Length, oldOf.Length);
        var longest = 0;
        for (var i = 0; i < oldOf.Length; i++)
        {
            if (oldOf[i] == Gone)
            {
                continue;
            }

            // ends[k]: where the rise of length k + 1 with the smallest last old index ends.
            var (low, high) = (0, longest);
            while (low < high)
            {
                var middle = (low + high) / 2;
                if (oldOf[ends[middle]] < oldOf[i])
                {
                    low = middle + 1;
                }
                else
                {
                    high = middle;
                }
            }

            previous[i] = low == 0 ? Gone : ends[low - 1];
            ends[low] = i;
            longest = Math.Max(longest, low + 1);
        }

        var kept = longest == 0 ? Gone : ends[longest - 1];
        for (var i = oldOf.Length - 1; i >= 0; i--)
        {
            if (i == kept)
            {
                kept = previous[i];
            }
            else
            {
                oldOf[i] = Gone;
            }
        }

        ArrayPool<int>.Shared.Return(rented);
    }

    /// <summary>Pairs old and new elements that stand in the same gap between two kept ones.</summary>
    private static void PairGaps(int oldCount, Span<int> oldOf)
    {
        var free = 0;
        for (var i = 0; i <= oldOf.Length;)
        {
            // The gap runs to the next kept element, or to the end.
            var end = i;
            while (end < oldOf.Length && oldOf[end] == Gone)
            {
                end++;
            }

            var limit = end < oldOf.Length ? oldOf[end] : oldCount;
            while (i < end && free < limit)
            {
                oldOf[i++] = free++;
            }

            free = limit + 1;
            i = end + 1;
        }
    }
}
