using System.Text.Json;
using System.Text.Json.Nodes;

namespace Musubi.TestKit.Phoenix;

/// <summary>One frame from the server, text or binary.</summary>
/// <param name="JoinRef">The join that the frame belongs to; null for frames of no channel.</param>
/// <param name="Ref">The push that the frame answers; null for a push.</param>
/// <param name="Topic">The topic.</param>
/// <param name="Event">The event; the status in a binary reply.</param>
/// <param name="Payload">The payload of a text frame; null for a binary one.</param>
/// <param name="Binary">The payload of a binary frame.</param>
public sealed record Frame(string? JoinRef, string? Ref, string Topic, string Event, JsonNode? Payload, ReadOnlyMemory<byte> Binary = default)
{
    /// <summary>Compact JSON as our own encoder writes it, so that transcripts read like the wire.</summary>
    public override string ToString() =>
        $"[{JoinRef ?? "null"},{Ref ?? "null"},{Topic},{Event},{(Binary.IsEmpty ? Payload?.ToJsonString(JsonSerializerOptions.Web) ?? "null" : $"{Binary.Length} bytes")}]";
}
