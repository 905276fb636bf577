using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Musubi.Values;

namespace Musubi.Json;

/// <summary>Whether a type, and all that it holds, can be read from JSON: found out when a store is declared, and not when a client's payload is lost in it.</summary>
/// <remarks>System.Text.Json reads some types as empty, whatever the payload says (tuples, types with fields only), and throws at others when it first meets a value
/// (interfaces, abstract classes, collections that it cannot fill).</remarks>
internal static class Readable
{
    private static readonly ConcurrentDictionary<Type, string?> Problems = new();

    /// <summary>What is wrong with a type.</summary>
    /// <returns>A sentence without its full stop, to follow "which"; null when the type can be read.</returns>
    public static string? ProblemOf(Type type) => Problems.GetOrAdd(type, static type =>
    {
        try
        {
            return IsEndless(type) ? $"has a type in it that cannot be read: {GenericDepth.ProblemOf(EndlessTypes.Find(type)!)}" : Find(type, []);
        }
        catch (Exception exception) when (exception is NotSupportedException or InvalidOperationException or ArgumentException)
        {
            return $"cannot be read from JSON: {exception.Message.TrimEnd('.')}";
        }
    });

    /// <summary>Whether a type needs ever larger types, so that nothing could be asked of it.</summary>
    public static bool IsEndless(Type type) => EndlessTypes.Find(type) is not null;

    private static string? Find(Type type, HashSet<Type> seen)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (!seen.Add(type))
        {
            return null;
        }

        if (type.IsAssignableTo(typeof(ITuple)))
        {
            return $"has the tuple {type} in it, whose elements have no names in JSON. Expected a record";
        }

        var contract = WireJson.Options.GetTypeInfo(type);
        return contract.Kind switch
        {
            JsonTypeInfoKind.Object when type != typeof(object) => FindInObject(type, contract, seen),
            JsonTypeInfoKind.Dictionary => Fill(contract, "{}") ?? Find(contract.KeyType!, seen) ?? FindInKey(type, contract) ?? Find(contract.ElementType!, seen),
            JsonTypeInfoKind.Enumerable => Fill(contract, "[]") ?? Find(contract.ElementType!, seen),
            _ => Refuse(type),
        };
    }

    private static string? FindInObject(Type type, JsonTypeInfo contract, HashSet<Type> seen)
    {
        if (contract.PolymorphismOptions is { } polymorphism && polymorphism.DerivedTypes.Select(derived => derived.DerivedType == type ? null : Find(derived.DerivedType, seen)).FirstOrDefault(static problem => problem is not null) is { } inner)
        {
            return inner;
        }

        if (type.IsInterface || type.IsAbstract)
        {
            return contract.PolymorphismOptions is { DerivedTypes.Count: > 0 }
                ? null
                : $"has {type} in it, of which JSON cannot say which type it is. Expected a record, or one with [JsonDerivedType]";
        }

        var read = contract.Properties.Where(IsRead).ToArray();
        if (PartlyRead.ProblemOf(type, contract, read) is { } partly)
        {
            return partly;
        }

        return read.Where(static property => property.CustomConverter is null or ICheckedConverter)
            .Select(property => Find(property.PropertyType, seen))
            .FirstOrDefault(static problem => problem is not null);
    }

    private static bool IsRead(JsonPropertyInfo property) =>
        !WireContracts.IsNotRead(property) && (property.Set is not null || property.AssociatedParameter is not null || property.IsExtensionData);

    // Whether names can be keys shows at the first name, and not before. Whatever else one key more comes to depends on what it is.
    private static string? FindInKey(Type type, JsonTypeInfo contract)
    {
        try
        {
            JsonSerializer.Deserialize("""{"x":null}""", contract);
        }
        catch (NotSupportedException)
        {
            return $"has {type} in it, whose keys are no names in JSON. Expected keys that are text, numbers, enums, Guids or times";
        }
        catch (Exception exception) when (ReadFault.IsOfTheValue(exception))
        {
            // A name like this one, or a null beside it, is none of this map.
        }

        return null;
    }

    // No code of the application's runs for a collection without items.
    private static string? Fill(JsonTypeInfo contract, string empty)
    {
        JsonSerializer.Deserialize(empty, contract);
        return null;
    }

    // What has a converter that only throws.
    private static string? Refuse(Type type) =>
        type.IsAssignableTo(typeof(Delegate)) || type.IsAssignableTo(typeof(MemberInfo)) || type.IsPointer || type == typeof(nint) || type == typeof(nuint)
            ? $"has {type} in it, which has no form in JSON. Expected a record, or a type that JSON has"
            : null;
}
