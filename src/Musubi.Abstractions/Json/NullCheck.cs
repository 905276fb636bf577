using System.Collections;
using System.Reflection;
using System.Text.Json.Serialization;
using Musubi.Values;

namespace Musubi.Json;

/// <summary>Finds nulls where a declaration has none: among the items of a list, the values of a map, and in what a generic record holds of its type arguments.</summary>
/// <remarks>System.Text.Json checks properties and constructor parameters by what their record declares, and nothing inside a collection. At run time <c>Page&lt;string&gt;</c>
/// and <c>Page&lt;string?&gt;</c> are one type, so only who declares a value knows which of the two it is.</remarks>
internal sealed class NullCheck
{
    // Of a list's items or a map's values, or of a record's properties.
    private bool _itemsNotNull;
    private NullCheck? _items;
    private (PropertyInfo Property, bool NotNull, NullCheck? Inner)[] _properties = [];
    private bool _isMap;

    private NullCheck()
    {
    }

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
    public bool Accepts(object? value) => value switch
    {
        null => true,
        _ when _properties.Length > 0 => AcceptsProperties(value),
        IDictionary map when _isMap => AcceptsItems(map.Values),
        IEnumerable items when !IsDefault(value) => AcceptsItems(items),
        _ => true,
    };

    private static NullCheck? Of(Type type, NullabilityInfo info) => Build(Nullness.Of(type, info), []);

    // Known before its parts are: a record may hold itself.
    private static NullCheck? Build(Nullness declared, Dictionary<(Type, string), NullCheck> known)
    {
        if (declared.Parts.Length == 0 || GenericDepth.IsTooDeep(declared.Type))
        {
            return null;
        }

        var key = (declared.Type, declared.Key);
        if (known.TryGetValue(key, out var check))
        {
            return check;
        }

        check = known[key] = new NullCheck();
        return (ItemOf(declared.Type) is { } item ? check.HasItems(declared, item, known) : check.HasProperties(declared, known)) ? check : null;
    }

    private bool HasItems(Nullness declared, Type item, Dictionary<(Type, string), NullCheck> known)
    {
        _isMap = IsMap(declared.Type);
        if (declared.Parts.LastOrDefault(part => part.Type == (Nullable.GetUnderlyingType(item) ?? item)) is { } part)
        {
            (_itemsNotNull, _items) = (part.NotNull, Build(part, known));
        }

        return _itemsNotNull || _items is not null;
    }

    // What is declared in the record itself is checked with each of its properties; what it leaves to its type arguments is checked here.
    private bool HasProperties(Nullness declared, Dictionary<(Type, string), NullCheck> known)
    {
        var type = declared.Type;
        if (!type.IsGenericType || type.IsDefined(typeof(JsonConverterAttribute), inherit: false))
        {
            return false;
        }

        var open = type.GetGenericTypeDefinition().GetProperties();
        _properties =
        [
            .. type.GetProperties()
                .Where(property => property.GetMethod?.IsPublic == true && property.GetIndexParameters().Length == 0 && IsKept(type, property))
                .Where(static property => !property.IsDefined(typeof(JsonConverterAttribute)) && property.GetCustomAttribute<JsonIgnoreAttribute>()?.Condition != JsonIgnoreCondition.Always)
                .Select(property => (Property: property, Open: Array.Find(open, candidate => candidate.HasSameMetadataDefinitionAs(property))))
                .Where(static pair => pair.Open?.PropertyType.ContainsGenericParameters == true)
                .Select(pair => (pair.Property, Declared: declared.OfProperty(pair.Property, pair.Open!)))
                .Select(pair => (pair.Property, pair.Declared.NotNull, Inner: Build(pair.Declared, known)))
                .Where(static property => property.NotNull || property.Inner is not null),
        ];
        return _properties.Length > 0;
    }

    // What is computed was not read, and the application's code may throw.
    private static bool IsKept(Type type, PropertyInfo property) =>
        property.SetMethod is not null
        || type.GetConstructors().Any(constructor => constructor.GetParameters().Any(parameter => string.Equals(parameter.Name, property.Name, StringComparison.OrdinalIgnoreCase)));

    private bool AcceptsProperties(object value)
    {
        foreach (var (property, notNull, inner) in _properties)
        {
            var part = property.GetValue(value);
            if (part is null ? notNull : inner?.Accepts(part) is false)
            {
                return false;
            }
        }

        return true;
    }

    private bool AcceptsItems(IEnumerable items)
    {
        foreach (var item in items)
        {
            if (item is null ? _itemsNotNull : _items?.Accepts(item) is false)
            {
                return false;
            }
        }

        return true;
    }

    // A map's values, or a list's items.
    private static Type? ItemOf(Type type)
    {
        if (type == typeof(string))
        {
            return null;
        }

        var enumerable = type.GetInterfaces().Prepend(type).FirstOrDefault(static candidate => candidate.IsGenericType && candidate.GetGenericTypeDefinition() == typeof(IEnumerable<>));
        var item = enumerable?.GenericTypeArguments[0];
        return item is not null && IsMap(type) ? item.GenericTypeArguments[1] : item;
    }

    private static bool IsMap(Type type) => type.GetInterfaces().Prepend(type).Any(static candidate =>
        candidate.IsGenericType && candidate.GetGenericTypeDefinition() is var open && (open == typeof(IDictionary<,>) || open == typeof(IReadOnlyDictionary<,>)));

    // An immutable array that was never made has no items, and throws when it is asked for them.
    private static bool IsDefault(object value) => value is IStructuralEquatable and IList && value.GetType() is { IsValueType: true } && value.Equals(Activator.CreateInstance(value.GetType()));
}
