using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Musubi.Gateway.Wire;

/// <summary>Reads what a client sends. False means malformed: the message is no frame, and the socket is closed with 1007.</summary>
/// <remarks>Phoenix raises on such a message, which ends its socket's process and so closes the socket too. A frame that says which call it belongs to, and
/// whose payload nobody can take, is a frame: it carries the refusal that its ref is answered with.</remarks>
internal static class FrameReader
{
    /// <summary>Bytes of a binary message that are not its payload, at most.</summary>
    public const int MaxBinaryHeaderBytes = HeaderBytes + (4 * byte.MaxValue);

    /// <summary>The longest ref, join_ref and event name, in characters: what a binary frame can carry of each.</summary>
    public const int MaxNameLength = byte.MaxValue;

    private const byte PushKind = 0;
    private const int HeaderBytes = 5;

    /// <summary>Reads <c>[join_ref, ref, topic, event, payload, …]</c>.</summary>
    /// <param name="message">The message. An escape in it that stands for half a character becomes U+FFFD.</param>
    /// <param name="last">The frame before, whose channel this one is likely to be for.</param>
    /// <param name="frame">The frame.</param>
    public static bool TryReadText(Memory<byte> message, FrameChannel last, out Frame frame)
    {
        frame = default;
        if (!Utf8.IsValid(message.Span))
        {
            return false;
        }

        if (TryReadText(message, last, JsonText.ReaderOptions, out frame))
        {
            return true;
        }

        // Rare, so it may cost a second look, and a third.
        JsonText.Mend(message.Span);
        if (TryReadText(message, last, JsonText.ReaderOptions, out frame))
        {
            return true;
        }

        var deeper = TryReadText(message, last, JsonText.AnyDepth(message.Length), out frame);
        frame = Refused(frame, Refusal.PayloadTooDeep);
        return deeper;
    }

    /// <summary>Reads <c>0, len(join_ref), len(ref), len(topic), len(event)</c>, the four texts, and the payload: the bytes of a chunk, and else
    /// JSON. Other kinds are the server's.</summary>
    /// <param name="message">The message. An escape in JSON that stands for half a character becomes U+FFFD.</param>
    /// <param name="frame">The frame.</param>
    public static bool TryReadBinary(Memory<byte> message, out Frame frame)
    {
        if (!TryReadBinaryHead(message.Span, out frame, out var payloadAt))
        {
            return false;
        }

        var payload = message[payloadAt..];
        if (frame.Event == Events.Chunk)
        {
            frame = frame with { Chunk = payload };
        }
        else if (JsonText.IsValid(payload.Span, JsonText.ReaderOptions))
        {
            frame = frame with { Payload = payload };
        }
        else
        {
            JsonText.Mend(payload.Span);
            if (JsonText.IsValid(payload.Span, JsonText.ReaderOptions))
            {
                frame = frame with { Payload = payload };
            }
            else if (JsonText.IsValid(payload.Span, JsonText.AnyDepth(payload.Length)))
            {
                frame = Refused(frame, Refusal.PayloadTooDeep);
            }
        }

        return true;
    }

    /// <summary>Reads which call a message belongs to whose rest is too long to be read.</summary>
    /// <param name="start">The beginning of the message.</param>
    /// <param name="binary">Whether it is a binary message.</param>
    /// <param name="head">The frame without its payload, refused as too large.</param>
    /// <returns>False when nobody can be answered: the beginning is that of no frame, or does not hold all four texts.</returns>
    public static bool TryReadHead(Span<byte> start, bool binary, out Frame head)
    {
        var found = binary ? TryReadBinaryHead(start, out head, out _) : TryReadTextHead(start, out head);
        head = Refused(head, Refusal.PayloadTooLarge);
        return found && head.Topic.Length > 0 && head.Event.Length > 0;
    }

    private static bool TryReadText(ReadOnlyMemory<byte> message, FrameChannel last, JsonReaderOptions options, out Frame frame)
    {
        frame = default;
        var reader = new Utf8JsonReader(message.Span, options);
        try
        {
            if (!TryReadHead(ref reader, last, out frame) || !reader.Read() || reader.TokenType == JsonTokenType.EndArray)
            {
                return false;
            }

            var start = (int)reader.TokenStartIndex;
            if (!JsonText.TrySkip(ref reader))
            {
                return false;
            }

            frame = frame with { Payload = message[start..(int)reader.BytesConsumed] };

            // Further elements are ignored, but they are JSON, and nothing follows the array.
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                reader.Skip();
            }

            return !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool TryReadTextHead(Span<byte> start, out Frame head)
    {
        head = default;
        JsonText.Mend(start);
        var reader = new Utf8JsonReader(start, isFinalBlock: false, new JsonReaderState(JsonText.AnyDepth(start.Length)));
        try
        {
            if (!TryReadHead(ref reader, default, out head))
            {
                return false;
            }

            // What is there of the rest has to be that of a frame too.
            while (reader.Read())
            {
            }

            return true;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Invalid operation: a text that is no UTF-8, which nobody has looked at before.
            return false;
        }
    }

    private static bool TryReadHead(ref Utf8JsonReader reader, FrameChannel last, out Frame head)
    {
        head = default;
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray
            || !TryReadString(ref reader, last.JoinRef, out var joinRef)
            || !TryReadString(ref reader, null, out var @ref)
            || !TryReadString(ref reader, last.Topic, out var topic) || topic is null
            || !TryReadString(ref reader, Events.Command, out var @event) || @event is null)
        {
            return false;
        }

        head = HeadOf(joinRef, @ref, topic, @event);
        return true;
    }

    private static bool TryReadBinaryHead(ReadOnlySpan<byte> bytes, out Frame head, out int payloadAt)
    {
        head = default;
        payloadAt = HeaderBytes;
        if (bytes.Length < HeaderBytes || bytes[0] != PushKind
            || !TryTake(bytes, bytes[1], ref payloadAt, out var joinRef)
            || !TryTake(bytes, bytes[2], ref payloadAt, out var @ref)
            || !TryTake(bytes, bytes[3], ref payloadAt, out var topic)
            || !TryTake(bytes, bytes[4], ref payloadAt, out var @event))
        {
            return false;
        }

        // The binary form has no null: a text of no length stands for it. Bytes that are no JSON get the answer of a payload without fields.
        head = HeadOf(NullIfEmpty(joinRef), NullIfEmpty(@ref), topic, @event);
        return true;
    }

    private static Frame HeadOf(string? joinRef, string? @ref, string topic, string @event)
    {
        var head = new Frame(joinRef, @ref, topic, @event, JsonText.Null);
        return joinRef?.Length > MaxNameLength || @ref?.Length > MaxNameLength ? Refused(head, Refusal.RefTooLong)
            : @event.Length > MaxNameLength ? Refused(head, Refusal.UnknownEvent)
            : head;
    }

    // What is refused first stays so.
    private static Frame Refused(Frame frame, Refusal refusal) => frame with { Payload = JsonText.Null, Refused = frame.Refused ?? refusal };

    private static bool TryReadString(ref Utf8JsonReader reader, string? likely, out string? value)
    {
        value = null;
        if (!reader.Read())
        {
            return false;
        }

        if (reader.Is(likely))
        {
            value = likely;
            return true;
        }

        if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.Null) || !JsonText.IsWhole(in reader))
        {
            return false;
        }

        value = reader.GetString();
        return true;
    }

    private static bool TryTake(ReadOnlySpan<byte> bytes, int length, ref int at, out string text)
    {
        text = "";
        if (bytes.Length - at < length || !Utf8.IsValid(bytes.Slice(at, length)))
        {
            return false;
        }

        text = Encoding.UTF8.GetString(bytes.Slice(at, length));
        at += length;
        return true;
    }

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
