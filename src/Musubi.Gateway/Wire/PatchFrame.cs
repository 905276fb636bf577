using System.Text.Json;

namespace Musubi.Gateway.Wire;

/// <summary>A patch envelope on its way to the client. The grain wrote its four lists; they are spliced in as they are.</summary>
/// <param name="JoinRef">The channel's join_ref.</param>
/// <param name="Topic">The channel's topic.</param>
/// <param name="RootId">The root, as <c>module:id</c>.</param>
/// <param name="BaseVersion">The version that the client has. The versions inside <paramref name="Envelope"/> are the grain's own.</param>
/// <param name="Version">The version that the client has then.</param>
/// <param name="Envelope">What changed.</param>
internal readonly record struct PatchFrame(string? JoinRef, string Topic, string RootId, long BaseVersion, long Version, PatchEnvelope Envelope) : IOutgoingFrame
{
    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartArray();
        json.WriteStringValue(JoinRef);
        json.WriteNullValue();
        json.WriteStringValue(Topic);
        json.WriteStringValue(Events.Patch);
        json.WriteStartObject();
        json.WriteString("type"u8, "patch"u8);
        json.WriteString("root_id"u8, RootId);
        json.WriteNumber("base_version"u8, BaseVersion);
        json.WriteNumber("version"u8, Version);
        Splice(json, "ops"u8, Envelope.Ops);
        Splice(json, "stream_ops"u8, Envelope.StreamOps);
        Splice(json, "upload_ops"u8, Envelope.UploadOps);
        Splice(json, "events"u8, Envelope.Events);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void Splice(Utf8JsonWriter json, ReadOnlySpan<byte> name, ReadOnlyMemory<byte> list)
    {
        json.WritePropertyName(name);
        json.WriteRawValue(list.Span, skipInputValidation: true);
    }
}
