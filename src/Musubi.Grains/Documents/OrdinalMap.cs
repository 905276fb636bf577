using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Musubi.Grains.Documents;

/// <summary>Sees a map as the wire does, whose keys differ when their characters do.</summary>
/// <remarks>A map may find its keys otherwise, without regard to case or by a culture, which is the default of sorted ones; asked for a key, it would then answer with
/// the entry of another.</remarks>
internal static class OrdinalMap
{
    /// <summary>The map itself when it finds its keys ordinally, or else a copy that does.</summary>
    /// <exception cref="NoWireFormException">The map has two keys of the same characters.</exception>
    public static IReadOnlyDictionary<string, TValue> Of<TValue>(IReadOnlyDictionary<string, TValue> map) => IsOrdinal(map) ? map : Copy(map);

    /// <summary>A copy that finds its keys ordinally.</summary>
    /// <exception cref="NoWireFormException">The map has two keys of the same characters.</exception>
    public static Dictionary<string, TValue> Copy<TValue>(IReadOnlyDictionary<string, TValue> map)
    {
        var copy = new Dictionary<string, TValue>(map.Count, StringComparer.Ordinal);
        foreach (var (key, value) in map)
        {
            if (!copy.TryAdd(key, value))
            {
                throw new NoWireFormException($"A {map.GetType()} has the key '{key}' twice. Expected keys that differ in their characters.");
            }
        }

        return copy;
    }

    private static bool IsOrdinal<TValue>(IReadOnlyDictionary<string, TValue> map) => map switch
    {
        ImmutableDictionary<string, TValue> immutable => IsOrdinal(immutable.KeyComparer),
        FrozenDictionary<string, TValue> frozen => IsOrdinal(frozen.Comparer),
        Dictionary<string, TValue> mutable => IsOrdinal(mutable.Comparer),
        ConcurrentDictionary<string, TValue> concurrent => IsOrdinal(concurrent.Comparer),
        ImmutableSortedDictionary<string, TValue> sorted => ReferenceEquals(sorted.KeyComparer, StringComparer.Ordinal),
        _ => false,
    };

    private static bool IsOrdinal(IEqualityComparer<string> comparer) =>
        ReferenceEquals(comparer, StringComparer.Ordinal) || ReferenceEquals(comparer, EqualityComparer<string>.Default);
}
