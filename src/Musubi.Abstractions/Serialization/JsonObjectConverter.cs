using System.Text.Json.Nodes;

namespace Musubi.Serialization;

/// <summary>Lets Orleans send a <see cref="JsonObject"/>.</summary>
[RegisterConverter]
internal sealed class JsonObjectConverter : IConverter<JsonObject, JsonSurrogate>
{
    public JsonObject ConvertFromSurrogate(in JsonSurrogate surrogate) => JsonNode.Parse(surrogate.Utf8Json)!.AsObject();

    public JsonSurrogate ConvertToSurrogate(in JsonObject value) => new() { Utf8Json = System.Text.Encoding.UTF8.GetBytes(value.ToJsonString()) };
}
