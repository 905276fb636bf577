using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Reflection;

namespace Musubi;

/// <summary>The attributes that a store declares.</summary>
public static class Attributes
{
    private static readonly ConcurrentDictionary<Type, ImmutableArray<IAttr>> Declared = new();

    /// <summary>The attributes that a store declares, base classes included.</summary>
    /// <exception cref="InvalidOperationException">Two of them have one name.</exception>
    public static ImmutableArray<IAttr> Of(Type store) => Declared.GetOrAdd(store, static type =>
    {
        ImmutableArray<IAttr> attributes =
        [
            .. type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.FlattenHierarchy)
                .Where(static field => typeof(IAttr).IsAssignableFrom(field.FieldType))
                .Select(static field => (IAttr)field.GetValue(null)!),
        ];
        var doubled = attributes.CountBy(static attribute => attribute.Name, StringComparer.Ordinal).FirstOrDefault(static name => name.Value > 1).Key;
        return doubled is null
            ? attributes
            : throw new InvalidOperationException($"{type} declares two attributes named '{doubled}'. Expected names that differ.");
    });
}
