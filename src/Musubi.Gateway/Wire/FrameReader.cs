using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Musubi.Gateway.Wire;

/// <summary>Reads what a client sends. False means malformed: the message is no frame, and the socket is closed with 1007.</summary>
/// <remarks>Phoenix raises on such a message, which ends its socket's process and so closes the socket too.</remarks>
internal static class FrameReader
{
    /// <summary>Bytes of a binary message that are not its payload, at most.</summary>
    public const int MaxBinaryHeaderBytes = HeaderBytes + (4 * byte.MaxValue);

    private const byte PushKind = 0;
    private const int HeaderBytes = 5;

    /// <summary>Reads <c>[join_ref, ref, topic, event, payload, …]</c>.</summary>
    /// <param name="message">The message.</param>
    /// <param name="last">The frame before, whose channel this one is likely to be for.</param>
    /// <param name="frame">The frame.</param>
    public static bool TryReadText(ReadOnlyMemory<byte> message, FrameChannel last, out Frame frame)
    {
        frame = default;
        if (!Utf8.IsValid(message.Span))
        {
            return false;
        }

        var reader = new Utf8JsonReader(message.Span, JsonText.ReaderOptions);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray
                || !TryReadString(ref reader, last.JoinRef, out var joinRef)
                || !TryReadString(ref reader, null, out var @ref)
                || !TryReadString(ref reader, last.Topic, out var topic) || topic is null
                || !TryReadString(ref reader, Events.Command, out var @event) || @event is null
                || !reader.Read() || reader.TokenType == JsonTokenType.EndArray)
            {
                return false;
            }

            var start = (int)reader.TokenStartIndex;
            if (!JsonText.TrySkip(ref reader))
            {
                return false;
            }

            frame = new Frame(joinRef, @ref, topic, @event, message[start..(int)reader.BytesConsumed]);

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

    /// <summary>Reads <c>0, len(join_ref), len(ref), len(topic), len(event)</c>, the four texts, and the payload: the bytes of a chunk, and else
    /// JSON. Other kinds are the server's.</summary>
    public static bool TryReadBinary(ReadOnlyMemory<byte> message, out Frame frame)
    {
        frame = default;
        var bytes = message.Span;
        if (bytes.Length < HeaderBytes || bytes[0] != PushKind)
        {
            return false;
        }

        var at = HeaderBytes;
        if (!TryTake(bytes, bytes[1], ref at, out var joinRef)
            || !TryTake(bytes, bytes[2], ref at, out var @ref)
            || !TryTake(bytes, bytes[3], ref at, out var topic)
            || !TryTake(bytes, bytes[4], ref at, out var @event))
        {
            return false;
        }

        // The binary form has no null: a text of no length stands for it. Bytes that are no JSON get the answer of a payload without fields.
        var payload = message[at..];
        frame = new Frame(NullIfEmpty(joinRef), NullIfEmpty(@ref), topic, @event, JsonText.Null);
        if (@event == Events.Chunk)
        {
            frame = frame with { Chunk = payload };
        }
        else if (JsonText.IsValid(payload.Span))
        {
            frame = frame with { Payload = payload };
        }

        return true;
    }

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
