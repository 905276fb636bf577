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
                new FloatConverter<double>(numbers),
                new FloatConverter<float>(numbers),
                new FloatConverter<Half>(numbers),
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

        RecordStructs.ReadAsRecords(type);

        // System.Text.Json would take its own word on numbers to its own converters alone, and refuse it beside others.
        var handling = type.NumberHandling;
        type.NumberHandling = null;
        foreach (var property in type.Properties)
        {
            var numbers = property.NumberHandling ?? handling;
            var nulls = NullCheck.Of(property.AttributeProvider as MemberInfo);
            property.NumberHandling = null;
            if (IsNotRead(property))
            {
                PassOver(property);
                continue;
            }

            if (property.CustomConverter is { } own)
            {
                property.CustomConverter = EnumReader.Around(own, property.PropertyType, byNumber: true, type.Options) ?? own;
            }
            else if (numbers is not null || nulls is not null)
            {
                property.CustomConverter = (JsonConverter)Activator.CreateInstance(
                    typeof(CheckedConverter<>).MakeGenericType(property.PropertyType), numbers ?? type.Options.NumberHandling, nulls)!;
            }
        }
    }

    // A record's parameter that is told to be passed over need not be there.
    private static void PassOver(JsonPropertyInfo property)
    {
        property.IsRequired = false;
        if (property.AssociatedParameter is { IsMemberInitializer: false } parameter && property.Get is not null)
        {
            property.IsSetNullable = !property.PropertyType.IsValueType || Nullable.GetUnderlyingType(property.PropertyType) is not null;
            property.CustomConverter = (JsonConverter)Activator.CreateInstance(
                typeof(UnreadConverter<>).MakeGenericType(property.PropertyType), parameter.AttributeProvider is ParameterInfo declared ? Defaults.Of(declared) : null)!;
        }
    }

    /// <summary>Whether an attribute says that a property is not read, whatever a client sends.</summary>
    public static bool IsNotRead(JsonPropertyInfo property) =>
        property.AttributeProvider is MemberInfo member && IsNotRead(member);

    /// <inheritdoc cref="IsNotRead(JsonPropertyInfo)"/>
    public static bool IsNotRead(MemberInfo member) =>
        member.GetCustomAttribute<JsonIgnoreAttribute>()?.Condition is JsonIgnoreCondition.Always or JsonIgnoreCondition.WhenReading;
}
