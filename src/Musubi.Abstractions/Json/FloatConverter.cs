using System.Buffers;
using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Musubi.Json;

/// <summary>Reads a JSON number as a floating-point one, and refuses one that is out of the type's range.</summary>
/// <remarks>System.Text.Json reads <c>1e400</c> as infinity, which no client wrote and which has no form in JSON.</remarks>
internal sealed class FloatConverter<T>(JsonNumberHandling handling) : JsonConverter<T>
    where T : struct, IBinaryFloatingPointIeee754<T>
{
    private const NumberStyles Form = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    private static readonly (string Name, T Value)[] Named = [("NaN", T.NaN), ("Infinity", T.PositiveInfinity), ("-Infinity", T.NegativeInfinity)];

    private readonly bool _namesToo = (handling & (JsonNumberHandling.AllowReadingFromString | JsonNumberHandling.AllowNamedFloatingPointLiterals)) != 0;

    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.Number => Parse(reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan),
        JsonTokenType.String when _namesToo && Find(ref reader) is { } named => named,
        JsonTokenType.String when handling.HasFlag(JsonNumberHandling.AllowReadingFromString) => Parse(reader.GetString()),
        _ => throw new JsonException(),
    };

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        var finite = T.IsFinite(value);
        if (!finite && (handling & (JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowNamedFloatingPointLiterals)) == 0)
        {
            throw new ArgumentException($"{value} has no form in JSON. Expected a finite number.", nameof(value));
        }

        Span<byte> text = stackalloc byte[64];
        value.TryFormat(text, out var written, default, CultureInfo.InvariantCulture);
        if (!finite || handling.HasFlag(JsonNumberHandling.WriteAsString))
        {
            writer.WriteStringValue(text[..written]);
        }
        else
        {
            writer.WriteRawValue(text[..written], skipInputValidation: true);
        }
    }

    public override T ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Parse(reader.GetString());

    public override void WriteAsPropertyName(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WritePropertyName(value.ToString(null, CultureInfo.InvariantCulture));

    private static T? Find(ref readonly Utf8JsonReader reader)
    {
        foreach (var (name, value) in Named)
        {
            if (reader.ValueTextEquals(name))
            {
                return value;
            }
        }

        return null;
    }

    private static T Parse(ReadOnlySpan<byte> text) =>
        T.TryParse(text, Form, CultureInfo.InvariantCulture, out var value) && T.IsFinite(value) ? value : throw new JsonException();

    private static T Parse(string? text) =>
        T.TryParse(text, Form, CultureInfo.InvariantCulture, out var value) && T.IsFinite(value) ? value : throw new JsonException();
}
