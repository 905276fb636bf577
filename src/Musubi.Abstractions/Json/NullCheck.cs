using System.Collections;
using System.Reflection;

namespace Musubi.Json;

/// <summary>Finds nulls among the items of a list, and the values of a map, whose declaration has none.</summary>
/// <remarks>System.Text.Json checks properties and constructor parameters, and nothing inside a collection. The type argument of a generic
/// record is not checked: at run time <c>Page&lt;string&gt;</c> and <c>Page&lt;string?&gt;</c> are one type.</remarks>
internal sealed class NullCheck
{
    private readonly bool _notNull;
    private readonly NullCheck? _items;

    private NullCheck(bool notNull, NullCheck? items) => (_notNull, _items) = (notNull, items);

    /// <summary>The check of a parameter's value; null when there is nothing to check.</summary>
    public static NullCheck? Of(ParameterInfo parameter) => Of(parameter.ParameterType, new NullabilityInfoContext().Create(parameter));

    /// <summary>The check of a property's or a field's value; null when there is nothing to check.</summary>
    public static NullCheck? Of(MemberInfo? member) => member switch
    {
        PropertyInfo property => Of(property.PropertyType, new NullabilityInfoContext().Create(property)),
        FieldInfo field => Of(field.FieldType, new NullabilityInfoContext().Create(field)),
        _ => null,
    };

    /// <summary>The check of a value that is declared as the first type argument of a field's type.</summary>
    public static NullCheck? OfArgument(FieldInfo field) =>
        new NullabilityInfoContext().Create(field).GenericTypeArguments is [var argument, ..] ? Of(argument.Type, argument) : null;

    /// <summary>Whether a value has nulls only where it may.</summary>
    public bool Accepts(object? value)
    {
        if (value is not IEnumerable items || IsDefault(value))
        {
            return true;
        }

        foreach (var item in value is IDictionary map ? map.Values : items)
        {
            if (item is null ? _notNull : _items?.Accepts(item) is false)
            {
                return false;
            }
        }

        return true;
    }

    private static NullCheck? Of(Type type, NullabilityInfo info)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string) || ItemOf(type) is not { } item)
        {
            return null;
        }

        var argument = info.ElementType ?? info.GenericTypeArguments.LastOrDefault(candidate => (Nullable.GetUnderlyingType(item) ?? item) == candidate.Type || item == candidate.Type);
        var items = argument is null ? null : Of(item, argument);
        var notNull = !item.IsValueType && argument?.ReadState == NullabilityState.NotNull;
        return notNull || items is not null ? new NullCheck(notNull, items) : null;
    }

    // A map's values, or a list's items.
    private static Type? ItemOf(Type type)
    {
        var enumerable = type.GetInterfaces().Prepend(type).FirstOrDefault(static candidate => candidate.IsGenericType && candidate.GetGenericTypeDefinition() == typeof(IEnumerable<>));
        var item = enumerable?.GenericTypeArguments[0];
        return item is { IsGenericType: true } && item.GetGenericTypeDefinition() == typeof(KeyValuePair<,>) ? item.GenericTypeArguments[1] : item;
    }

    // An immutable array that was never made has no items, and throws when it is asked for them.
    private static bool IsDefault(object value) => value is IStructuralEquatable and IList && value.GetType() is { IsValueType: true } && value.Equals(Activator.CreateInstance(value.GetType()));
}
