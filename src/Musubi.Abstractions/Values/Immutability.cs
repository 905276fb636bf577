using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Numerics;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace Musubi.Values;

/// <summary>Whether something inside a value of a type can change while the value stays the same reference.</summary>
internal enum Immutability
{
    /// <summary>It can, or nothing says that it cannot.</summary>
    Mutable,

    /// <summary>It depends on what a value holds: something in it is declared as an interface, a base class or <c>object</c>.</summary>
    Depends,

    /// <summary>It cannot.</summary>
    Immutable,
}

/// <summary>Finds the <see cref="Immutability"/> of types by their fields.</summary>
internal static class ImmutabilityOf
{
    private static readonly ConcurrentDictionary<(Type Type, bool Exact), Immutability> Known = new();

    // Framework types whose fields say nothing about them.
    private static readonly FrozenSet<Type> Plain = FrozenSet.ToFrozenSet(
    [
        typeof(string), typeof(decimal), typeof(DateTime), typeof(DateTimeOffset), typeof(DateOnly), typeof(TimeOnly), typeof(TimeSpan), typeof(Guid), typeof(Uri), typeof(Version),
        typeof(BigInteger), typeof(Int128), typeof(UInt128), typeof(Half), typeof(Rune), typeof(Index), typeof(Range), typeof(JsonElement), typeof(StoreId), typeof(Params),
    ]);

    private static readonly FrozenSet<Type> Collections = FrozenSet.ToFrozenSet(
    [
        typeof(ImmutableArray<>), typeof(ImmutableList<>), typeof(ImmutableQueue<>), typeof(ImmutableStack<>), typeof(ImmutableHashSet<>), typeof(ImmutableSortedSet<>), typeof(FrozenSet<>),
        typeof(ImmutableDictionary<,>), typeof(ImmutableSortedDictionary<,>), typeof(FrozenDictionary<,>),
    ]);

    /// <summary>Whether values declared as a type can change: one of a derived type may hold more than the type declares.</summary>
    public static Immutability Declared(Type type) => Find(type, exact: false);

    /// <summary>Whether values whose run-time type is exactly this one can change.</summary>
    public static Immutability Exact(Type type) => Find(type, exact: true);

    public static bool IsPlain(Type type) => type.IsPrimitive || type.IsEnum || Plain.Contains(type);

    /// <summary>The immutable collection that a type is or derives from, and what it is a sequence of; null when it is none.</summary>
    public static (Type Collection, Type Item)? CollectionOf(Type type)
    {
        for (var candidate = type; candidate is not null; candidate = candidate.BaseType)
        {
            if (candidate.IsGenericType && Collections.Contains(candidate.GetGenericTypeDefinition()))
            {
                return (candidate, candidate.GenericTypeArguments is [var key, var value] ? typeof(KeyValuePair<,>).MakeGenericType(key, value) : candidate.GenericTypeArguments[0]);
            }
        }

        return HiddenList.ItemOf(type) is { } item ? (typeof(IReadOnlyList<>).MakeGenericType(item), item) : null;
    }

    /// <summary>Every instance field of a type, those of its base classes too.</summary>
    public static IEnumerable<FieldInfo> FieldsOf(Type type)
    {
        for (var candidate = type; candidate is not null && candidate != typeof(object) && candidate != typeof(ValueType); candidate = candidate.BaseType)
        {
            foreach (var field in candidate.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                yield return field;
            }
        }
    }

    private static Immutability Find(Type type, bool exact) =>
        Known.TryGetValue((type, exact), out var known) ? known : Known[(type, exact)] = Find(type, exact, []);

    private static Immutability Find(Type type, bool exact, HashSet<Type> within)
    {
        if (IsPlain(type))
        {
            return Immutability.Immutable;
        }

        // Nobody can follow a type that needs ever larger types to its end, so nothing is known of what it holds.
        if (GenericDepth.IsTooDeep(type))
        {
            return Immutability.Mutable;
        }

        if (CollectionOf(type) is { } collection)
        {
            return Find(collection.Item, exact: false, within);
        }

        if (type.IsArray || type.IsPointer || type.IsByRefLike || typeof(Delegate).IsAssignableFrom(type))
        {
            return Immutability.Mutable;
        }

        if (type.IsInterface || type.IsAbstract || (type == typeof(object) && !exact))
        {
            return Immutability.Depends;
        }

        if (typeof(IAddressable).IsAssignableFrom(type))
        {
            // A reference to a grain is what it names.
            return Immutability.Immutable;
        }

        if (FrameworkTypes.Has(type) && !HoldsItsParts(type))
        {
            return type.IsValueType && !HoldsReferences(type) ? Immutability.Immutable : Immutability.Mutable;
        }

        // A type that is inside itself (a comment with replies) changes if something else in it does.
        if (!within.Add(type))
        {
            return Immutability.Immutable;
        }

        var found = type.IsValueType || type.IsSealed || exact ? Immutability.Immutable : Immutability.Depends;
        foreach (var field in FieldsOf(type))
        {
            // A struct's fields change with the place it is in, and that place has been looked at.
            var part = field.IsInitOnly || type.IsValueType ? Find(field.FieldType, exact: false, within) : Immutability.Mutable;
            found = (Immutability)Math.Min((int)found, (int)part);
            if (found == Immutability.Mutable)
            {
                break;
            }
        }

        within.Remove(type);
        return found;
    }

    private static bool HoldsItsParts(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() is var open && (open == typeof(Nullable<>) || open == typeof(KeyValuePair<,>) || typeof(ITuple).IsAssignableFrom(open));

    private static bool HoldsReferences(Type type) =>
        (bool)typeof(RuntimeHelpers).GetMethod(nameof(RuntimeHelpers.IsReferenceOrContainsReferences))!.MakeGenericMethod(type).Invoke(null, null)!;
}
