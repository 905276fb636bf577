using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Reflection;
using System.Runtime.InteropServices;
using Musubi.Values;

namespace Musubi.Grains.Documents;

/// <summary>Makes what a store rendered its own, where something in it can still be changed by who holds it too: a list behind <see cref="IReadOnlyList{T}"/>.</summary>
internal static class CollectionFreezer
{
    private static readonly ConcurrentDictionary<Type, bool> Immutable = new();

    private static readonly Func<object, object> MemberwiseCopy =
        typeof(object).GetMethod(nameof(MemberwiseClone), BindingFlags.Instance | BindingFlags.NonPublic)!.CreateDelegate<Func<object, object>>();

    /// <summary>Whether nobody can add to a collection, or take from it. One of the application's own type is taken at its word.</summary>
    public static bool IsImmutable<TCollection>(TCollection collection)
        where TCollection : notnull =>
        collection is Array { Length: 0 } || Immutable.GetOrAdd(collection.GetType(), static type => ImmutabilityOf.CollectionOf(type) is not null) || (!typeof(TCollection).IsInterface && !IsView(typeof(TCollection)));

    /// <summary>A list of these items, as it is declared; the array is its own from now on.</summary>
    /// <exception cref="NoWireFormException">A list of that type cannot be made.</exception>
    public static TList ListOf<TList, TItem>(TItem[] items)
        where TList : IReadOnlyList<TItem>
    {
        object list = items;
        if (typeof(TList) == typeof(ImmutableArray<TItem>))
        {
            list = ImmutableCollectionsMarshal.AsImmutableArray(items);
        }
        else if (typeof(TList) == typeof(ImmutableList<TItem>) || typeof(TList) == typeof(IImmutableList<TItem>))
        {
            list = ImmutableList.Create(items);
        }
        else if (typeof(TList) == typeof(ReadOnlyCollection<TItem>))
        {
            list = new ReadOnlyCollection<TItem>(items);
        }

        return list is TList typed ? typed : throw Irreplaceable(typeof(TList));
    }

    /// <summary>A map of these entries, as it is declared; the dictionary is its own from now on.</summary>
    /// <exception cref="NoWireFormException">A map of that type cannot be made.</exception>
    public static TMap MapOf<TMap, TValue>(Dictionary<string, TValue> entries)
        where TMap : IReadOnlyDictionary<string, TValue>
    {
        object map = entries;
        if (typeof(TMap) == typeof(ReadOnlyDictionary<string, TValue>))
        {
            map = new ReadOnlyDictionary<string, TValue>(entries);
        }
        else if (map is not TMap)
        {
            map = ImmutableDictionary.CreateRange(StringComparer.Ordinal, entries);
        }

        return map is TMap typed ? typed : throw Irreplaceable(typeof(TMap));
    }

    /// <summary>A copy of a record or a struct, to set properties of.</summary>
    public static object CopyOf(object value) => MemberwiseCopy(value);

    /// <summary>Whether a property keeps a value, which can be set: not one that is computed.</summary>
    public static bool CanSet(PropertyInfo property) => FieldOf(property) is not null || property.SetMethod is not null;

    /// <summary>Sets a property of a copy, also one that has no setter.</summary>
    /// <exception cref="NoWireFormException">The property is computed.</exception>
    public static void Set(object copy, PropertyInfo property, object? value)
    {
        if (FieldOf(property) is { } field)
        {
            field.SetValue(copy, value);
        }
        else if (property.SetMethod is { } setter)
        {
            setter.Invoke(copy, [value]);
        }
        else
        {
            throw new NoWireFormException(
                $"{property.DeclaringType}.{property.Name} computes a collection that can change, or what holds one. Expected an immutable one, such as ImmutableArray<T>, or a property that keeps its value.");
        }
    }

    private static FieldInfo? FieldOf(PropertyInfo property) =>
        property.DeclaringType!.GetField($"<{property.Name}>k__BackingField", BindingFlags.Instance | BindingFlags.NonPublic);

    // They show what another collection holds at the time.
    private static bool IsView(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() is var open && (open == typeof(ReadOnlyCollection<>) || open == typeof(ReadOnlyDictionary<,>));

    private static NoWireFormException Irreplaceable(Type type) =>
        new($"A {type} holds what can change. Expected an immutable collection of immutable values, such as ImmutableArray<T>.");
}
