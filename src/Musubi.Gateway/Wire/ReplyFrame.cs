using System.Text.Json;

namespace Musubi.Gateway.Wire;

/// <summary>The answer to one ref.</summary>
/// <param name="JoinRef">The channel's join_ref; null when the answer is not a channel's.</param>
/// <param name="Ref">The ref that is answered.</param>
/// <param name="Topic">The topic it was sent to.</param>
/// <param name="Ok">Whether the status is ok, or error.</param>
/// <param name="Response">A JSON object in UTF-8; empty stands for <c>{}</c>.</param>
internal readonly record struct ReplyFrame(string? JoinRef, string? Ref, string Topic, bool Ok, ReadOnlyMemory<byte> Response) : IOutgoingFrame
{
    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartArray();
        json.WriteStringValue(JoinRef);
        json.WriteStringValue(Ref);
        json.WriteStringValue(Topic);
        json.WriteStringValue(Events.Reply);
        json.WriteStartObject();
        json.WriteString("status"u8, Ok ? "ok"u8 : "error"u8);
        json.WritePropertyName("response"u8);
        json.WriteRawValue(Response.IsEmpty ? "{}"u8 : Response.Span, skipInputValidation: true);
        json.WriteEndObject();
        json.WriteEndArray();
    }
}
