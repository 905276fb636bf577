using System.Text;
using System.Text.Json.Nodes;

namespace Musubi.TestKit.Phoenix;

/// <summary>Serializer V2 of Phoenix Channels from the client's side. Source: docs/wire.md, "Transport".</summary>
/// <remarks>Written against the protocol and not against the server's code, so that the two can disagree.</remarks>
public static class FrameCodec
{
    private const byte PushKind = 0;
    private const byte ReplyKind = 1;
    private const byte BroadcastKind = 2;

    /// <summary>A text frame as a client sends it.</summary>
    public static string Write(string? joinRef, string? @ref, string topic, string @event, JsonNode? payload) =>
        new JsonArray(joinRef, @ref, topic, @event, payload?.DeepClone()).ToJsonString();

    /// <summary>A binary push as a client sends it.</summary>
    public static byte[] WriteBinary(string joinRef, string @ref, string topic, string @event, ReadOnlySpan<byte> payload)
    {
        byte[][] texts = [.. new[] { joinRef, @ref, topic, @event }.Select(Encoding.UTF8.GetBytes)];
        return [PushKind, .. texts.Select(static text => checked((byte)text.Length)), .. texts.SelectMany(static text => text), .. payload];
    }

    /// <summary>Reads a text frame from the server.</summary>
    public static Frame Read(string text)
    {
        var parts = JsonNode.Parse(text) as JsonArray;
        return parts is { Count: 5 }
            ? new Frame((string?)parts[0], (string?)parts[1], (string)parts[2]!, (string)parts[3]!, parts[4])
            : throw new ExpectationException($"Expected a frame of five elements; got {text}");
    }

    /// <summary>Reads a binary frame from the server.</summary>
    public static Frame ReadBinary(ReadOnlyMemory<byte> bytes)
    {
        var texts = bytes.Span[0] switch { PushKind => 3, ReplyKind => 4, BroadcastKind => 2, var kind => throw new ExpectationException($"Expected a binary frame of kind 0, 1 or 2; got {kind}.") };
        var at = 1 + texts;
        var read = new string[texts];
        for (var i = 0; i < texts; i++)
        {
            var length = bytes.Span[1 + i];
            read[i] = Encoding.UTF8.GetString(bytes.Span.Slice(at, length));
            at += length;
        }

        var payload = bytes[at..];
        return bytes.Span[0] switch
        {
            PushKind => new Frame(read[0], null, read[1], read[2], null, payload),
            ReplyKind => new Frame(read[0], read[1], read[2], read[3], null, payload),
            _ => new Frame(null, null, read[0], read[1], null, payload),
        };
    }
}
