using System.Runtime.InteropServices;
using System.Text.Json;

namespace Musubi.Serialization;

/// <summary>Lets Orleans send a <see cref="JsonElement"/>, such as a payload's field, with the digits and spaces that it has.</summary>
[RegisterConverter]
internal sealed class JsonElementConverter : IConverter<JsonElement, JsonSurrogate>
{
    // What could be built here can be read there.
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 1_024 };

    public JsonElement ConvertFromSurrogate(in JsonSurrogate surrogate) => surrogate.Utf8Json is { } json ? JsonElement.Parse(json, Options) : default;

    public JsonSurrogate ConvertToSurrogate(in JsonElement value) =>
        new() { Utf8Json = value.ValueKind == JsonValueKind.Undefined ? null : JsonMarshal.GetRawUtf8Value(value).ToArray() };
}
