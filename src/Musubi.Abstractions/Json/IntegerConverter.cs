using System.Buffers;
using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Musubi.Json;

/// <summary>Reads a JSON number as an integer if it is one, however it is written: <c>1</c>, <c>1.0</c> and <c>1e0</c> are the same number.</summary>
/// <remarks>JSON knows no integers, and clients in languages that know none either write them with a point or an exponent.
/// System.Text.Json takes the first form alone.</remarks>
internal sealed class IntegerConverter<T>(JsonNumberHandling handling) : JsonConverter<T>
    where T : struct, IBinaryInteger<T>
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.Number when WireInteger.TryParse<T>(Text(in reader), out var value) => value,
        JsonTokenType.String when handling.HasFlag(JsonNumberHandling.AllowReadingFromString) => ReadAsPropertyName(ref reader, typeToConvert, options),
        _ => throw new JsonException(),
    };

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        Span<byte> text = stackalloc byte[64];
        value.TryFormat(text, out var written, default, CultureInfo.InvariantCulture);
        if (handling.HasFlag(JsonNumberHandling.WriteAsString))
        {
            writer.WriteStringValue(text[..written]);
        }
        else
        {
            writer.WriteRawValue(text[..written], skipInputValidation: true);
        }
    }

    public override T ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        T.TryParse(reader.GetString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : throw new JsonException();

    public override void WriteAsPropertyName(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WritePropertyName(value.ToString(null, CultureInfo.InvariantCulture)!);

    private static ReadOnlySpan<byte> Text(ref readonly Utf8JsonReader reader) => reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan;
}
