using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Musubi.Grains.Documents;

/// <summary>What tells one case of a polymorphic record from the others: the property and value that <see cref="JsonDerivedTypeAttribute"/> names.</summary>
/// <remarks>A case carries its tag wherever it is rendered, not only where its base type is declared: so what a type looks like does not
/// depend on who holds it, and a value that is sent back reads as what it was.</remarks>
internal sealed class TypeTag
{
    private readonly JsonEncodedText _encodedName;

    private TypeTag(string name, object value)
    {
        Name = name;
        Value = value;
        _encodedName = JsonEncodedText.Encode(name, WireJson.Options.Encoder);
    }

    /// <summary>The property's wire name.</summary>
    public string Name { get; }

    /// <summary>A string or an int.</summary>
    public object Value { get; }

    /// <summary>The tag of a case; null for any other type.</summary>
    public static TypeTag? Of(Type type)
    {
        for (var candidate = type; candidate is not null; candidate = candidate.BaseType)
        {
            if (DeclaredBy(candidate, type) is { } tag)
            {
                return tag;
            }
        }

        return type.GetInterfaces()
            .OrderBy(static candidate => candidate.FullName, StringComparer.Ordinal)
            .Select(candidate => DeclaredBy(candidate, type))
            .FirstOrDefault(static tag => tag is not null);
    }

    /// <summary>The cases of a polymorphic type, except itself; empty for any other.</summary>
    public static ImmutableArray<Type> CasesOf(Type type) =>
    [
        .. type.GetCustomAttributes<JsonDerivedTypeAttribute>(inherit: false)
            .Select(static derived => derived.DerivedType)
            .Where(derived => derived != type),
    ];

    /// <summary>Refuses a value that is none of the cases that its declared type lists, which nobody who reads it expects.</summary>
    /// <param name="declared">The declared type.</param>
    /// <param name="cases">Its cases; empty when it lists none, and any derived type will do.</param>
    /// <param name="actual">The value's type.</param>
    /// <exception cref="NoWireFormException">It is none of them.</exception>
    public static void RequireCase(Type declared, ImmutableArray<Type> cases, Type actual)
    {
        if (!cases.IsEmpty && !cases.Contains(actual))
        {
            throw new NoWireFormException(
                $"{actual} is no case of {declared}. Expected one that it declares with {nameof(JsonDerivedTypeAttribute)}: {string.Join(", ", cases)}.");
        }
    }

    /// <summary>Refuses to write a case that is not declared as another type's, which would be one more form of it.</summary>
    /// <exception cref="NoWireFormException">The type asks for that.</exception>
    public static void RequireDeclaredCases(Type type)
    {
        if (type.GetCustomAttribute<JsonPolymorphicAttribute>(inherit: false) is { UnknownDerivedTypeHandling: not JsonUnknownDerivedTypeHandling.FailSerialization })
        {
            throw new NoWireFormException(
                $"{type} lets cases that are not declared be written as another type. Expected each to be declared with {nameof(JsonDerivedTypeAttribute)}, and no {nameof(JsonPolymorphicAttribute.UnknownDerivedTypeHandling)}.");
        }
    }

    public void Write(Utf8JsonWriter json)
    {
        json.WritePropertyName(_encodedName);
        if (Value is int number)
        {
            json.WriteNumberValue(number);
        }
        else
        {
            json.WriteStringValue((string)Value);
        }
    }

    private static TypeTag? DeclaredBy(Type candidate, Type type) =>
        candidate.GetCustomAttributes<JsonDerivedTypeAttribute>(inherit: false)
            .FirstOrDefault(derived => derived.DerivedType == type)?.TypeDiscriminator is { } value
            ? new TypeTag(candidate.GetCustomAttribute<JsonPolymorphicAttribute>(inherit: false)?.TypeDiscriminatorPropertyName ?? "$type", value)
            : null;
}
