using System.Reflection;
using System.Text.Json.Serialization;

namespace Musubi.Grains.Documents;

/// <summary>Reads what System.Text.Json's attributes say of a property: what a payload is read by is what state, replies and events are written by.</summary>
/// <remarks>Attributes that are about reading alone (required, constructors, unmapped members, object creation) say nothing here.</remarks>
internal static class PropertyAttributes
{
    private const JsonNumberHandling Written = JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowNamedFloatingPointLiterals;

    /// <summary>The properties that a record writes, in their order.</summary>
    /// <exception cref="NoWireFormException">An attribute asks for what has no wire form.</exception>
    public static List<PropertyInfo> WrittenOf(Type owner)
    {
        RefuseIncludedFields(owner);
        return [.. HierarchyOf(owner)
            .Where(static property => property.GetMethod is not null && property.GetIndexParameters().Length == 0)
            .Where(static property => property.GetMethod!.IsPublic || property.IsDefined(typeof(JsonIncludeAttribute)))
            .Where(IsWritten)
            .OrderBy(static property => property.GetCustomAttribute<JsonPropertyOrderAttribute>()?.Order ?? 0)];
    }

    /// <summary>Whether a property is there on the wire, be it only at times.</summary>
    public static bool IsWritten(PropertyInfo property) =>
        property.GetCustomAttribute<JsonIgnoreAttribute>()?.Condition is not (JsonIgnoreCondition.Always or JsonIgnoreCondition.WhenWriting);

    /// <summary>When a property is left out: never, when its value is null, or when it is its type's default.</summary>
    /// <exception cref="NoWireFormException">It would be left out at a null that it cannot be.</exception>
    public static JsonIgnoreCondition Ignore(PropertyInfo property) => property.GetCustomAttribute<JsonIgnoreAttribute>()?.Condition switch
    {
        JsonIgnoreCondition.WhenWritingNull when property.PropertyType.IsValueType && Nullable.GetUnderlyingType(property.PropertyType) is null =>
            throw new NoWireFormException($"{property.PropertyType} is left out when it is null, and never is. Expected JsonIgnoreCondition.WhenWritingDefault, or a type that may be null."),
        JsonIgnoreCondition.WhenWritingNull => JsonIgnoreCondition.WhenWritingNull,
        JsonIgnoreCondition.WhenWritingDefault => JsonIgnoreCondition.WhenWritingDefault,
        _ => JsonIgnoreCondition.Never,
    };

    public static PropertyPosition PositionOf(Type owner, PropertyInfo property) => new(
        $"{owner}.{property.Name}",
        new NullabilityInfoContext().Create(property),
        ((property.GetCustomAttribute<JsonNumberHandlingAttribute>() ?? owner.GetCustomAttribute<JsonNumberHandlingAttribute>(inherit: false))?.Handling ?? JsonNumberHandling.Strict) & Written);

    /// <exception cref="NoWireFormException">An attribute cannot be honoured.</exception>
    public static WireType ShapeOf(PropertyInfo property, PropertyPosition position)
    {
        if (property.IsDefined(typeof(JsonExtensionDataAttribute)))
        {
            throw new NoWireFormException($"Extension data is what a client may send beside what is declared. Expected a map of its own, such as ImmutableDictionary<string, T>, without {nameof(JsonExtensionDataAttribute)}.");
        }

        if (Converters.ShapeBy(property, property.PropertyType) is { } converted)
        {
            return converted;
        }

        var shape = WireTypeFactory.At(property.PropertyType, position);
        return property.GetCustomAttribute<JsonNumberHandlingAttribute>() is { Handling: var handling } && (handling & Written) != 0 && !HoldsNumbers(shape)
            ? throw new NoWireFormException($"{nameof(JsonNumberHandlingAttribute)} is for numbers, and for lists and maps of them. Expected no such attribute on a {property.PropertyType}.")
            : shape;
    }

    private static bool HoldsNumbers(WireType shape) => shape.Structure switch
    {
        WireStructure.Nullable nullable => HoldsNumbers(nullable.Inner),
        WireStructure.List list => HoldsNumbers(list.Item),
        WireStructure.Map map => HoldsNumbers(map.Value),
        _ => shape.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(NumberWireType<>),
    };

    // Public ones as reflection lists them, and below them those that are not public, which only an attribute brings in.
    private static IEnumerable<PropertyInfo> HierarchyOf(Type owner)
    {
        foreach (var property in owner.GetProperties(BindingFlags.Instance | BindingFlags.Public))
        {
            yield return property;
        }

        for (var type = owner; type is not null && type != typeof(object); type = type.BaseType)
        {
            foreach (var property in type.GetProperties(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.DeclaredOnly).Where(static property => property.IsDefined(typeof(JsonIncludeAttribute), inherit: false)))
            {
                yield return property;
            }
        }
    }

    private static void RefuseIncludedFields(Type owner)
    {
        for (var type = owner; type is not null && type != typeof(object); type = type.BaseType)
        {
            if (type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly).FirstOrDefault(static field => field.IsDefined(typeof(JsonIncludeAttribute))) is { } included)
            {
                throw new NoWireFormException($"{owner} includes the field '{included.Name}'. Expected a property, which can be read alone: make it one, with {nameof(JsonIncludeAttribute)} if it is not public.");
            }
        }
    }
}
