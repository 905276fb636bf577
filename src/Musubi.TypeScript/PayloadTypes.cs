using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Musubi.Grains.Commands;
using Musubi.Json;

namespace Musubi.TypeScript;

/// <summary>Types of what clients send: the contract by which the runtime reads a command's payload.</summary>
internal sealed class PayloadTypes(TypeNames names, XmlDocs docs)
{
    private const JsonNumberHandling AsText = JsonNumberHandling.AllowReadingFromString | JsonNumberHandling.AllowNamedFloatingPointLiterals;

    private readonly NullabilityInfoContext _nullability = new();

    public string Of(CommandParameter field) =>
        OrNull(NotNull(field.Parameter.ParameterType, _nullability.Create(field.Parameter)), field.Nullable && !field.Parameter.ParameterType.IsValueType);

    private static string OrNull(string type, bool nullable) => nullable && type != "unknown" ? $"{type} | null" : type;

    // Numbers may come as text where an attribute says so of the property, or of its owner: for a number, and for a list or map of them.
    private string NotNull(Type type, NullabilityInfo? info, bool numbersAsText = false)
    {
        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return $"{NotNull(underlying, info, numbersAsText)} | null";
        }

        var contract = WireJson.Options.GetTypeInfo(type);
        return contract.Kind switch
        {
            JsonTypeInfoKind.Enumerable => Names.Array(Argument(contract.ElementType!, info, numbersAsText)),
            JsonTypeInfoKind.Dictionary => Reference.Map(Argument(contract.ElementType!, info, numbersAsText)),
            JsonTypeInfoKind.Object when contract.PolymorphismOptions is { } polymorphism => Names.Union(
                polymorphism.DerivedTypes.Select(derived => Named(derived.DerivedType, polymorphism.TypeDiscriminatorPropertyName, derived.TypeDiscriminator))),
            JsonTypeInfoKind.Object when type != typeof(object) => Named(type, "", null),
            _ => Scalar(type) is var scalar && numbersAsText && scalar == "number" ? "number | string" : scalar,
        };
    }

    private static string Scalar(Type type)
    {
        if (type.IsEnum)
        {
            string[] texts = [.. Enum.GetValuesAsUnderlyingType(type).Cast<object>().Select(value => JsonSerializer.Serialize(Enum.ToObject(type, value), type, WireJson.Options))];

            // Flags come together, with commas between.
            return type.IsDefined(typeof(FlagsAttribute), inherit: false) && texts.All(static text => text.StartsWith('"')) ? "string" : Names.Union(texts);
        }

        return Type.GetTypeCode(type) switch
        {
            TypeCode.Boolean => "boolean",
            TypeCode.String or TypeCode.Char or TypeCode.DateTime => "string",
            >= TypeCode.SByte and <= TypeCode.Decimal => "number",
            _ when type == typeof(Guid) || type == typeof(DateTimeOffset) || type == typeof(DateOnly) || type == typeof(TimeOnly) || type == typeof(TimeSpan)
                || type == typeof(Uri) || type == typeof(Version) || type == typeof(byte[]) => "string",
            _ => "unknown",
        };
    }

    private string Argument(Type item, NullabilityInfo? info, bool numbersAsText) => HoldsItself(item) ? "unknown" : Item(item, info, numbersAsText);

    // A list of itself, with no record between, has no name to be told by.
    private static bool HoldsItself(Type list)
    {
        var seen = new HashSet<Type>();
        for (Type? item = list; item is not null; item = WireJson.Options.GetTypeInfo(Nullable.GetUnderlyingType(item) ?? item).ElementType)
        {
            if (!seen.Add(item))
            {
                return true;
            }
        }

        return false;
    }

    private string Item(Type item, NullabilityInfo? info, bool numbersAsText)
    {
        var argument = info is null ? null : info.ElementType ?? info.GenericTypeArguments.LastOrDefault(candidate => candidate.Type == item);
        return OrNull(NotNull(item, argument, numbersAsText && WireJson.Options.GetTypeInfo(item).Kind == JsonTypeInfoKind.None), !item.IsValueType && argument?.ReadState == NullabilityState.Nullable);
    }

    // Apart from what is rendered of the same record: only what is read may leave something out.
    private string Named(Type type, string tagName, object? tag) =>
        names.Of(type, "Input", () => XmlDocs.Comment(docs.Of(type)), () => Members(type, tagName, tag));

    private IEnumerable<string> Members(Type type, string tagName, object? tag)
    {
        if (tag is not null)
        {
            yield return $"{Names.Property(tagName)}: {(tag is string text ? Names.Quote(text) : tag)};";
        }

        var contract = WireJson.Options.GetTypeInfo(type);
        foreach (var property in contract.Properties.Where(static property => (property.Set is not null || property.AssociatedParameter is not null) && !WireContracts.IsNotRead(property)))
        {
            if (property.IsExtensionData)
            {
                // What is sent beside the declared members comes here.
                yield return "[name: string]: unknown;";
                continue;
            }

            var declared = property.AttributeProvider as PropertyInfo;
            foreach (var line in XmlDocs.Comment(declared is null ? null : docs.Of(declared)))
            {
                yield return line;
            }

            var required = property.IsRequired || property.AssociatedParameter is { HasDefaultValue: false, IsMemberInitializer: false };
            var numbers = property.CustomConverter is ICheckedConverter { Numbers: var handling } ? handling : JsonNumberHandling.Strict;
            var inner = property.CustomConverter is not (null or ICheckedConverter) ? "unknown" : NotNull(property.PropertyType, declared is null ? null : _nullability.Create(declared), (numbers & AsText) != 0);
            yield return $"{Names.Property(property.Name)}{(required ? "" : "?")}: {OrNull(inner, property.IsSetNullable && !property.PropertyType.IsValueType)};";
        }
    }
}
