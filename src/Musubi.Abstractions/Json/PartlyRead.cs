using System.Reflection;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Musubi.Values;

namespace Musubi.Json;

/// <summary>Finds objects of which JSON fills a part alone, or nothing: what is left out would be lost in silence.</summary>
internal static class PartlyRead
{
    /// <summary>What is wrong with a type: see <see cref="Readable.ProblemOf"/>.</summary>
    /// <param name="type">The type, which JSON reads as an object.</param>
    /// <param name="contract">Its contract.</param>
    /// <param name="read">The properties that are read.</param>
    public static string? ProblemOf(Type type, JsonTypeInfo contract, JsonPropertyInfo[] read)
    {
        if (contract is { CreateObject: null, ConstructorAttributeProvider: null })
        {
            return $"has {type} in it, which has no constructor that JSON could use. Expected a record";
        }

        if (UnfilledParameter(contract) is { } parameter)
        {
            return $"has {type} in it, whose constructor wants '{parameter.Name}', and there is no property of that name and type to read it as. Expected a record";
        }

        if (UnreadField(type, read) is { } field)
        {
            return $"has {type} in it, whose field '{field.Name}' would be passed over. Expected properties, as records have them";
        }

        if (read.Length == 0 && contract.Properties.Any(static property => property.Get is not null))
        {
            return $"has {type} in it, none of whose properties can be set. Expected a record";
        }

        if (type.Assembly == typeof(object).Assembly && !(type.IsGenericType && type.GetGenericTypeDefinition() == typeof(KeyValuePair<,>)))
        {
            return $"has {type} in it, whose properties are there for programs. Expected a record";
        }

        return UnreadProperty(contract, read) is { } unread
            ? $"has {type} in it, whose property '{unread.Name}' keeps a value and cannot be set from JSON, so that what a client sends would be passed over. "
                + $"Expected it to be init, to have {nameof(JsonIncludeAttribute)}, or to say with {nameof(JsonIgnoreAttribute)} that it is not read"
            : null;
    }

    // System.Text.Json says so when it is to make the first value.
    private static ParameterInfo? UnfilledParameter(JsonTypeInfo contract)
    {
        if (contract.ConstructorAttributeProvider is not ConstructorInfo constructor || contract.CreateObject is not null)
        {
            return null;
        }

        var filled = contract.Properties.Select(static property => property.AssociatedParameter).OfType<JsonParameterInfo>()
            .Where(static parameter => !parameter.IsMemberInitializer).Select(static parameter => parameter.Position).ToHashSet();
        return Array.Find(constructor.GetParameters(), parameter => !filled.Contains(parameter.Position));
    }

    private static FieldInfo? UnreadField(Type type, JsonPropertyInfo[] read) => Array.Find(
        type.GetFields(BindingFlags.Instance | BindingFlags.Public),
        field => !WireContracts.IsNotRead(field) && Array.TrueForAll(read, property => (property.AttributeProvider as MemberInfo)?.Name != field.Name));

    // A value that is computed is nobody's to send; one that has a setter, or a field that the compiler made for it, is.
    private static PropertyInfo? UnreadProperty(JsonTypeInfo contract, JsonPropertyInfo[] read) => contract.Properties.Except(read)
        .Select(static property => property.AttributeProvider).OfType<PropertyInfo>()
        .FirstOrDefault(static property => !WireContracts.IsNotRead(property) && !FrameworkTypes.Has(property.DeclaringType!) && (property.SetMethod is not null || HasOwnField(property)));

    private static bool HasOwnField(PropertyInfo property) =>
        property.DeclaringType!.GetField($"<{property.Name}>k__BackingField", BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.DeclaredOnly) is not null;
}
