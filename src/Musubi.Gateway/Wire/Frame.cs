using System.Text.Json;
using Musubi.Gateway.Collections;

namespace Musubi.Gateway.Wire;

/// <summary>One message of Phoenix Channels V2, in either direction.</summary>
/// <param name="JoinRef">The ref of the join that this belongs to; opaque.</param>
/// <param name="Ref">What a reply to it must carry; null when none is wanted. Opaque.</param>
/// <param name="Topic">The channel's topic.</param>
/// <param name="Event">The event's name.</param>
/// <param name="Payload">JSON in UTF-8 as it stood in the frame, which shares the memory it was read from; null where a binary frame brought something else.</param>
/// <param name="Chunk">The bytes of a <c>chunk</c>, which share that memory too; null for anything else.</param>
/// <param name="Refused">Why nobody takes it: its ref is answered with this. Null for nearly all.</param>
internal readonly record struct Frame(
    string? JoinRef, string? Ref, string Topic, string Event, ReadOnlyMemory<byte> Payload, ReadOnlyMemory<byte>? Chunk = null, Refusal? Refused = null) : IOutgoingFrame
{
    private const int OwnBytes = 100;

    private static readonly ReadOnlyMemory<byte> NoFields = "{}"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> TakenOverReason = """{"reason":"taken_over"}"""u8.ToArray();
    private static readonly ReadOnlyMemory<byte> ChannelCrash = """{"reason":"channel_crash"}"""u8.ToArray();

    /// <summary>The channel is over, and nothing is wrong. Its ref is the join_ref, as in Phoenix.</summary>
    public static Frame Close(string? joinRef, string topic) => new(joinRef, joinRef, topic, Events.Close, NoFields);

    /// <summary>The channel is closed, because its root is another socket's now.</summary>
    public static Frame TakenOver(string? joinRef, string topic) => new(joinRef, joinRef, topic, Events.Close, TakenOverReason);

    /// <summary>The channel crashed; the client joins again.</summary>
    /// <param name="joinRef">The channel's join_ref.</param>
    /// <param name="topic">The channel's topic.</param>
    /// <param name="detail">What was thrown, where clients may know; null elsewhere.</param>
    public static Frame Error(string? joinRef, string topic, string? detail = null) =>
        new(joinRef, joinRef, topic, Events.Error, detail is null ? ChannelCrash : Refusals.Detailed("channel_crash", detail));

    /// <summary>About what it takes of memory to keep it.</summary>
    public int Bytes => OwnBytes + Payload.Length + (Chunk?.Length ?? 0)
        + PendingBytes.Of(JoinRef) + PendingBytes.Of(Ref) + PendingBytes.Of(Topic) + PendingBytes.Of(Event);

    /// <summary>The same frame with a payload of its own, for a reader whose memory is used again; without a chunk, which nobody takes that late.</summary>
    public Frame Detach() => this with { Payload = Payload.ToArray(), Chunk = null };

    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartArray();
        json.WriteStringValue(JoinRef);
        json.WriteStringValue(Ref);
        json.WriteStringValue(Topic);
        json.WriteStringValue(Event);
        json.WriteRawValue(Payload.Span, skipInputValidation: true);
        json.WriteEndArray();
    }
}
