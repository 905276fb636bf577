using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Musubi.Grains.Tests.Commands.Payloads;

/// <summary>JSON that fits a declaration, and JSON that was changed until nobody knows.</summary>
internal sealed class RandomJson(Random random)
{
    // For one thread each, and samples run on several.
    private static NullabilityInfoContext Nullability => new();

    private static readonly string[] Numbers =
    [
        "0", "-0", "-0.0", "1", "1.0", "1e2", "-1", "0.1", "1.5", "127", "255", "256", "-129", "32768", "2147483647", "2147483648", "9223372036854775807", "9223372036854775808",
        "1e20", "1e39", "1e400", "-1e400", "1e-400", "65505", "1E+2", "100e-2", "79228162514264337593543950336", "123456789012345678901234567890123456789012345678901234567890",
    ];

    private static readonly string[] Texts =
    [
        "", " ", "a", "A", "red", "RED", "red,green", "red, dark_blue", "dark_blue", "1", "-1", "1e400", "NaN", "Infinity", "null", "true", "small", "circle", "One", "One,Two", "left, right", "😀",
        "\ud83d", "\0", "\\", "2024-02-30", "2024-02-29", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59.9999999Z", "2024-01-01T00:00:00", "24:00:00", "23:59:59.9999999", "-10675199.02:48:05.4775808",
        "00000000-0000-0000-0000-000000000000", "http://a/#b", "http://[", "AQI=", "$type", "$id",
    ];

    private static readonly string[] Names = ["value", "row", "column", "first", "last", "items", "by_name", "key", "kind", "label", "$type", "$id", "$ref", "$values", "", "__proto__", "a", "Row", "item_id"];

    /// <summary>A value that a parameter takes.</summary>
    public string Fitting(ParameterInfo parameter) => Fitting(parameter.ParameterType, Nullability.Create(parameter), 0);

    /// <summary>The same with some of it replaced, left out, doubled or renamed.</summary>
    public string Spoiled(string json)
    {
        var spoiled = Write(JsonElement.Parse(json), 0);
        return random.Next(30) == 0 ? Nested(random.Next(100), spoiled) : spoiled;
    }

    private string Write(JsonElement value, int depth) => random.Next(8) == 0 ? Any(depth) : value.ValueKind switch
    {
        JsonValueKind.Array => $"[{string.Join(',', value.EnumerateArray().Where(_ => random.Next(12) > 0).Select(item => Write(item, depth + 1)))}]",
        JsonValueKind.Object => $"{{{string.Join(',', value.EnumerateObject().Where(_ => random.Next(12) > 0).SelectMany(property => Enumerable.Repeat(property, random.Next(12) == 0 ? 2 : 1)).OrderBy(_ => random.Next(2)).Select(property => $"{Quote(random.Next(15) == 0 ? Names[random.Next(Names.Length)] : property.Name)}:{Write(property.Value, depth + 1)}"))}}}",
        _ => value.GetRawText(),
    };

    private string Any(int depth) => random.Next(depth > 4 ? 5 : 8) switch
    {
        0 => "null",
        1 => random.Next(2) == 0 ? "true" : "false",
        2 or 3 => Numbers[random.Next(Numbers.Length)],
        4 => Quote(Texts[random.Next(Texts.Length)]),
        5 => $"[{string.Join(',', Enumerable.Range(0, random.Next(4)).Select(_ => Any(depth + 1)))}]",
        _ => $"{{{string.Join(',', Enumerable.Range(0, random.Next(4)).Select(_ => $"{Quote(Names[random.Next(Names.Length)])}:{Any(depth + 1)}"))}}}",
    };

    private string Fitting(Type type, NullabilityInfo? info, int depth)
    {
        if ((Nullable.GetUnderlyingType(type) is not null || (!type.IsValueType && info is { WriteState: NullabilityState.Nullable })) && (depth > 6 || random.Next(3) == 0))
        {
            return "null";
        }

        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string) || type == typeof(char))
        {
            return Quote(type == typeof(char) ? "x" : Texts[random.Next(20)]);
        }

        if (type.IsEnum)
        {
            var values = Enum.GetValues(type);
            return JsonSerializer.Serialize(values.GetValue(random.Next(values.Length)), type, WireJson.Options);
        }

        if (type == typeof(JsonElement))
        {
            return "1";
        }

        if (type.IsDefined(typeof(JsonDerivedTypeAttribute)))
        {
            var derived = type.GetCustomAttributes<JsonDerivedTypeAttribute>().First();
            var name = type.GetCustomAttribute<JsonPolymorphicAttribute>()?.TypeDiscriminatorPropertyName ?? "$type";
            return Record(derived.DerivedType, depth, $"{Quote(name)}:{Quote((string)derived.TypeDiscriminator!)}");
        }

        if (Item(type) is { } item)
        {
            var part = info?.ElementType ?? info?.GenericTypeArguments.LastOrDefault();
            var isMap = typeof(IDictionary).IsAssignableFrom(type);
            var items = Enumerable.Range(0, depth > 3 ? 0 : random.Next(4)).Select(i => isMap
                ? $"{Fitting(item.GenericTypeArguments[0], null, 9).Trim('"') switch { "" => "\"\"", var key => Quote(JsonElement.Parse($"\"{key}\"").GetString()!) }}:{Fitting(item.GenericTypeArguments[1], part, depth + 1)}"
                : Fitting(item, part, depth + 1));
            return isMap ? $"{{{string.Join(',', items)}}}" : $"[{string.Join(',', items)}]";
        }

        return type switch
        {
            _ when type == typeof(bool) => "true",
            _ when type == typeof(Uri) => Quote("http://a/#b"),
            _ when type == typeof(Guid) || type == typeof(DateTime) || type == typeof(DateTimeOffset) || type == typeof(DateOnly) || type == typeof(TimeOnly) || type == typeof(TimeSpan) => JsonSerializer.Serialize(Activator.CreateInstance(type), type, WireJson.Options),
            _ when type.IsPrimitive || type == typeof(decimal) || type == typeof(Half) => random.Next(100).ToString(CultureInfo.InvariantCulture),
            _ => Record(type, depth, null),
        };
    }

    private string Record(Type type, int depth, string? tag)
    {
        var properties = type.GetProperties()
            .Where(property => property.SetMethod is { IsPublic: true } || type.GetConstructors()[0].GetParameters().Any(parameter => string.Equals(parameter.Name, property.Name, StringComparison.OrdinalIgnoreCase)))
            .Where(static property => property.GetCustomAttribute<JsonIgnoreAttribute>()?.Condition is not (JsonIgnoreCondition.Always or JsonIgnoreCondition.WhenReading))
            .Select(property => $"{Quote(WireJson.Naming.ConvertName(property.Name))}:{(property.GetCustomAttribute<JsonConverterAttribute>() is { } converter ? converter.ConverterType!.Name.StartsWith("JsonNumber", StringComparison.Ordinal) ? "1" : "\"Red\"" : Fitting(property.PropertyType, type.IsGenericType && property.Name != "Next" ? null : Nullability.Create(property), depth + 1))}");
        return $"{{{string.Join(',', tag is null ? properties : properties.Append(tag).OrderBy(_ => random.Next()))}}}";
    }

    private static string Nested(int depth, string json) => $"{string.Concat(Enumerable.Repeat("[", depth))}{json}{new string(']', depth)}";

    private static Type? Item(Type type) => type.GetInterfaces().Prepend(type).FirstOrDefault(static candidate => candidate.IsGenericType && candidate.GetGenericTypeDefinition() == typeof(IEnumerable<>))?.GenericTypeArguments[0];

    private static string Quote(string text) => JsonSerializer.Serialize(text, WireJson.Options);
}
