using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Musubi.Json;

/// <summary>How System.Text.Json reads and writes what is on the wire.</summary>
internal static class WireContracts
{
    private static readonly ConcurrentDictionary<JsonNumberHandling, JsonSerializerOptions> Options = new();

    /// <summary>The options for values whose numbers are read and written so.</summary>
    public static JsonSerializerOptions With(JsonNumberHandling numbers) => Options.GetOrAdd(numbers, Create);

    private static JsonSerializerOptions Create(JsonNumberHandling numbers)
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = WireJson.Naming,
            MaxDepth = WireJson.MaxDepth,
            NumberHandling = numbers,
            RespectNullableAnnotations = true,
            RespectRequiredConstructorParameters = true,
            // Clients write an object's properties in any order, also the one that says which type it is.
            AllowOutOfOrderMetadataProperties = true,
            // The wire is not embedded in HTML, so only what JSON itself demands is escaped.
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            Converters =
            {
                new WireEnumConverter(),
                new IntegerConverter<sbyte>(numbers),
                new IntegerConverter<byte>(numbers),
                new IntegerConverter<short>(numbers),
                new IntegerConverter<ushort>(numbers),
                new IntegerConverter<int>(numbers),
                new IntegerConverter<uint>(numbers),
                new IntegerConverter<long>(numbers),
                new IntegerConverter<ulong>(numbers),
                new IntegerConverter<Int128>(numbers),
                new IntegerConverter<UInt128>(numbers),
            },
            TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { Check } },
        };
        options.MakeReadOnly();
        return options;
    }

    private static void Check(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object)
        {
            return;
        }

        // System.Text.Json would take its own word on numbers to its own converters alone, and refuse it beside others.
        var handling = type.NumberHandling;
        type.NumberHandling = null;
        foreach (var property in type.Properties)
        {
            var numbers = property.NumberHandling ?? handling;
            var nulls = NullCheck.Of(property.AttributeProvider as MemberInfo);
            property.NumberHandling = null;
            if (property.CustomConverter is null && (numbers is not null || nulls is not null))
            {
                property.CustomConverter = (JsonConverter)Activator.CreateInstance(
                    typeof(CheckedConverter<>).MakeGenericType(property.PropertyType), numbers ?? type.Options.NumberHandling, nulls)!;
            }
        }
    }
}
