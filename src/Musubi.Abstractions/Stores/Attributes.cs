using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Reflection;
using Musubi.Json;

namespace Musubi;

/// <summary>The attributes that a store declares.</summary>
public static class Attributes
{
    private static readonly ConcurrentDictionary<Type, ImmutableArray<IAttr>> Declared = new();
    private static readonly ConcurrentDictionary<IAttr, NullCheck?> Nulls = new(ReferenceEqualityComparer.Instance);

    /// <summary>The attributes that a store declares, base classes included.</summary>
    /// <exception cref="InvalidOperationException">Two of them have one name.</exception>
    public static ImmutableArray<IAttr> Of(Type store) => Declared.GetOrAdd(store, static type =>
    {
        ImmutableArray<IAttr> attributes =
        [
            .. type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.FlattenHierarchy)
                .Where(static field => typeof(IAttr).IsAssignableFrom(field.FieldType))
                .Select(Of),
        ];
        var doubled = attributes.CountBy(static attribute => attribute.Name, StringComparer.Ordinal).FirstOrDefault(static name => name.Value > 1).Key;
        return doubled is null
            ? attributes
            : throw new InvalidOperationException($"{type} declares two attributes named '{doubled}'. Expected names that differ.");
    });

    /// <summary>Reads a root's attribute from the mount params, nulls inside it included.</summary>
    /// <exception cref="ParamException">The param is there, and is not of the attribute's type.</exception>
    internal static bool TryRead(IAttr attribute, Params mountParams, out object? value) =>
        !attribute.TryRead(mountParams, out value) ? false
        : Nulls.GetValueOrDefault(attribute)?.Accepts(value) is not false ? true
        : throw new ParamException(attribute.Name, $"Expected param '{attribute.Name}' to be {attribute.Type}; got a null in it.");

    private static IAttr Of(FieldInfo field)
    {
        var attribute = (IAttr?)field.GetValue(null)
            ?? throw new InvalidOperationException($"{field.DeclaringType} declares an attribute in the field '{field.Name}', which is null. Expected it to be static, readonly and initialized.");
        Nulls.TryAdd(attribute, NullCheck.OfArgument(field));
        return attribute;
    }
}
