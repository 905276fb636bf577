namespace Musubi.Serialization;

/// <summary>How JSON that a client sent and a store keeps travels between processes.</summary>
[GenerateSerializer, Alias("musubi.v1.Json")]
internal struct JsonSurrogate
{
    /// <summary>The JSON as it was written; null for an element that is none.</summary>
    [Id(0)]
    public byte[]? Utf8Json;
}
