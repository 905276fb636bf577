using System.Text.Json;
using System.Text.Json.Serialization;

namespace Musubi.Json;

/// <summary>Passes over what a client sends for a record's parameter whose property says that it is not read; System.Text.Json reads parameters whatever their properties say.</summary>
internal sealed class UnreadConverter<T>(T? otherwise) : JsonConverter<T>
{
    public override bool HandleNull => true;

    public override T? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        reader.Skip();
        return otherwise;
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => JsonSerializer.Serialize(writer, value, options);
}
