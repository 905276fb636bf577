using System.Text.Json;
using System.Text.Json.Serialization;

namespace Musubi.Gateway.Uploads;

/// <summary>A store's id as it stands on the wire.</summary>
internal sealed class StoreIdConverter : JsonConverter<StoreId>
{
    public override StoreId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        StoreId.TryRead(ref reader, out var storeId) ? storeId : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, StoreId value, JsonSerializerOptions options) => value.WriteTo(writer);
}
