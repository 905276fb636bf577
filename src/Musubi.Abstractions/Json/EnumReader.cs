using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Musubi.Json;

/// <summary>Reads an enum by one of System.Text.Json's converters, and refuses what is no member of it.</summary>
/// <remarks>These converters take several names with commas between for any enum, and add them up to another member or to none; those that read numbers take any number.
/// Of <c>[Flags]</c> any combination of members is one.</remarks>
internal static class EnumReader
{
    /// <summary>A converter that reads no more than an enum's members; null when the converter is for something else, or is the application's own.</summary>
    /// <param name="inner">The converter, or its factory.</param>
    /// <param name="type">The enum, or the nullable of one.</param>
    /// <param name="byNumber">Whether it may read numbers.</param>
    /// <param name="options">Whose converter it is.</param>
    public static JsonConverter? Around(JsonConverter? inner, Type type, bool byNumber, JsonSerializerOptions options)
    {
        if (!(Nullable.GetUnderlyingType(type) ?? type).IsEnum || inner?.GetType().Assembly != typeof(JsonSerializer).Assembly)
        {
            return null;
        }

        var converter = inner is JsonConverterFactory factory ? factory.CreateConverter(type, options) : inner;
        return typeof(JsonConverter<>).MakeGenericType(type).IsInstanceOfType(converter)
            ? (JsonConverter)Activator.CreateInstance(typeof(EnumReader<>).MakeGenericType(type), converter, byNumber)!
            : null;
    }
}

/// <inheritdoc cref="EnumReader"/>
internal sealed class EnumReader<T>(JsonConverter<T> inner, bool byNumber) : JsonConverter<T>
{
    private static readonly Type Enumeration = Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T);
    private static readonly bool IsFlags = Enumeration.IsDefined(typeof(FlagsAttribute), inherit: false);

    public override T? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = Doubtful(in reader);
        return Checked(inner.Read(ref reader, typeToConvert, options), text, options);
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => inner.Write(writer, value, options);

    public override T ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = Doubtful(in reader);
        return Checked(inner.ReadAsPropertyName(ref reader, typeToConvert, options), text, options)!;
    }

    public override void WriteAsPropertyName(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => inner.WriteAsPropertyName(writer, value!, options);

    // What may be several names; null for all that is one.
    private static string? Doubtful(ref readonly Utf8JsonReader reader) =>
        IsFlags || reader.TokenType is JsonTokenType.Number || (!reader.HasValueSequence && !reader.ValueIsEscaped && !reader.ValueSpan.Contains((byte)',')) ? null
        : reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.GetString() is { } text && text.Contains(',', StringComparison.Ordinal) ? text
        : null;

    private T? Checked(T? value, string? text, JsonSerializerOptions options) =>
        value is null || ((text is null || text == NameOf(value, options)) && (!byNumber || IsMember(value))) ? value : throw new JsonException();

    // A member's own name may have a comma in it.
    private string? NameOf(T value, JsonSerializerOptions options)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            inner.Write(writer, value, options);
        }

        return JsonElement.Parse(Encoding.UTF8.GetString(buffer.WrittenSpan)).ToString();
    }

    private static bool IsMember(object value) =>
        IsFlags
            ? (Bits(value) & ~Enum.GetValuesAsUnderlyingType(Enumeration).Cast<object>().Aggregate(0UL, static (sum, member) => sum | Bits(member))) == 0
            : Enum.IsDefined(Enumeration, value);

    private static ulong Bits(object value) => Convert.GetTypeCode(value) == TypeCode.UInt64 ? Convert.ToUInt64(value, null) : unchecked((ulong)Convert.ToInt64(value, null));
}
