using System.Text.Json;
using System.Text.Json.Serialization;

namespace Musubi.Json;

/// <summary>Reads a property as its type is read everywhere, with numbers as the property says, and refuses nulls that its declaration has no place for.</summary>
internal sealed class CheckedConverter<T>(JsonNumberHandling numbers, NullCheck? nulls) : JsonConverter<T>, ICheckedConverter
{
    public JsonNumberHandling Numbers => numbers;

    public override T? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var value = JsonSerializer.Deserialize<T>(ref reader, WireContracts.With(numbers));
        return nulls is null || nulls.Accepts(value) ? value : throw new JsonException();
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, value, WireContracts.With(numbers));
}
