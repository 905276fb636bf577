using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Reflection;

namespace Musubi;

/// <summary>The attributes that a store declares.</summary>
public static class Attributes
{
    private static readonly ConcurrentDictionary<Type, ImmutableArray<IAttr>> Declared = new();

    /// <summary>The attributes that a store declares, base classes included.</summary>
    public static ImmutableArray<IAttr> Of(Type store) => Declared.GetOrAdd(store, static type =>
    [
        .. type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.FlattenHierarchy)
            .Where(static field => typeof(IAttr).IsAssignableFrom(field.FieldType))
            .Select(static field => (IAttr)field.GetValue(null)!),
    ]);
}
