using System.Reflection;
using System.Text.Json.Serialization;

namespace Musubi.Grains.Documents;

/// <summary>Finds the converters that attributes name, as System.Text.Json does.</summary>
internal static class Converters
{
    /// <summary>The shape of a type by the converter that a property or the type itself names; null when it names none.</summary>
    /// <param name="declaration">The property or the type.</param>
    /// <param name="type">What is to be written.</param>
    /// <exception cref="NoWireFormException">The converter cannot be made, is for another type, or the type can change where nobody sees it.</exception>
    public static WireType? ShapeBy(MemberInfo declaration, Type type)
    {
        if (declaration.GetCustomAttribute<JsonConverterAttribute>(inherit: false) is not { } attribute)
        {
            return null;
        }

        var converter = Create(attribute, type);
        if (Nullable.GetUnderlyingType(type) is { } underlying && !converter.CanConvert(type))
        {
            return (WireType)Activator.CreateInstance(typeof(NullableWireType<>).MakeGenericType(underlying), Shape(converter, underlying))!;
        }

        return Shape(converter, type);
    }

    private static WireType Shape(JsonConverter converter, Type type)
    {
        if (!converter.CanConvert(type))
        {
            throw new NoWireFormException($"{type} has the converter {converter.GetType()}, which is for {converter.Type}. Expected one for {type}.");
        }

        WireTypeFactory.RefuseMutable(type);
        if (converter is JsonConverterFactory factory)
        {
            converter = factory.CreateConverter(type, WireJson.Options)
                ?? throw new NoWireFormException($"{factory.GetType()} made no converter for {type}. Expected one.");
        }

        return typeof(JsonConverter<>).MakeGenericType(type).IsInstanceOfType(converter)
            ? (WireType)Activator.CreateInstance(typeof(ConverterWireType<>).MakeGenericType(type), converter)!
            : throw new NoWireFormException($"{type} has the converter {converter.GetType()}, which is for {converter.Type}. Expected one for {type} itself.");
    }

    private static JsonConverter Create(JsonConverterAttribute attribute, Type type)
    {
        try
        {
            return attribute.ConverterType is { } named
                ? (JsonConverter)Activator.CreateInstance(named)!
                : attribute.CreateConverter(type) ?? throw new NoWireFormException($"{attribute.GetType()} made no converter for {type}. Expected one.");
        }
        catch (Exception exception) when (exception is MissingMethodException or TargetInvocationException or InvalidCastException)
        {
            throw new NoWireFormException($"{type} has the converter {attribute.ConverterType}, which cannot be made: {exception.Message} Expected a JsonConverter<T> with a public constructor without parameters.");
        }
    }
}
