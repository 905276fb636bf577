using System.Text.Json.Nodes;

namespace Musubi.Serialization;

/// <summary>Lets Orleans send a <see cref="JsonArray"/>.</summary>
[RegisterConverter]
internal sealed class JsonArrayConverter : IConverter<JsonArray, JsonSurrogate>
{
    public JsonArray ConvertFromSurrogate(in JsonSurrogate surrogate) => JsonNode.Parse(surrogate.Utf8Json)!.AsArray();

    public JsonSurrogate ConvertToSurrogate(in JsonArray value) => new() { Utf8Json = System.Text.Encoding.UTF8.GetBytes(value.ToJsonString()) };
}
