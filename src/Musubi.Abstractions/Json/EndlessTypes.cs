using System.Reflection;
using System.Text.Json.Serialization;
using Musubi.Values;

namespace Musubi.Json;

/// <summary>Finds types whose JSON needs ever larger types, before System.Text.Json is asked for their contract: it would look for the last of them, and there is none.</summary>
internal static class EndlessTypes
{
    /// <summary>A type that a type needs, and that is nested too deeply; null when there is an end.</summary>
    public static Type? Find(Type type) => Find(type, []);

    private static Type? Find(Type type, HashSet<Type> seen)
    {
        if (!seen.Add(type) || type.IsGenericParameter)
        {
            return null;
        }

        if (GenericDepth.IsTooDeep(type))
        {
            return type;
        }

        foreach (var part in Parts(type))
        {
            if (Find(part, seen) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    // More than a contract has, never less: what is looked at in vain costs a moment at start-up.
    private static IEnumerable<Type> Parts(Type type)
    {
        if (type.HasElementType)
        {
            return [type.GetElementType()!];
        }

        if (type.IsDefined(typeof(JsonConverterAttribute), inherit: false))
        {
            return [];
        }

        var items = type.GetInterfaces().Prepend(type)
            .Where(static candidate => candidate.IsGenericType && candidate.GetGenericTypeDefinition() == typeof(IEnumerable<>))
            .SelectMany(static candidate => candidate.GenericTypeArguments);
        var derived = type.GetCustomAttributes<JsonDerivedTypeAttribute>(inherit: false).Select(static attribute => attribute.DerivedType);
        return [.. type.GenericTypeArguments, .. items, .. derived, .. FrameworkTypes.Has(type) ? [] : PropertiesOf(type)];
    }

    private static IEnumerable<Type> PropertiesOf(Type type) =>
        type.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .Where(static property => property.GetMethod?.IsPublic == true || property.SetMethod?.IsPublic == true || property.IsDefined(typeof(JsonIncludeAttribute)))
            .Where(static property => property.GetIndexParameters().Length == 0)
            .Where(static property => property.GetCustomAttribute<JsonIgnoreAttribute>()?.Condition != JsonIgnoreCondition.Always)
            .Select(static property => property.PropertyType);
}
