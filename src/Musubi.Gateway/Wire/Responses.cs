using System.Buffers;
using System.Text.Json;

namespace Musubi.Gateway.Wire;

/// <summary>The responses of replies with status ok that the gateway writes itself.</summary>
internal static class Responses
{
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = WireJson.Options.Encoder };

    // One for each thread that answers mounts: a writer and its buffer are many times what they write.
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? t_response;

    [ThreadStatic]
    private static Utf8JsonWriter? t_json;

    private static readonly ReadOnlyMemory<byte>[] Percentages =
        [.. Enumerable.Range(0, 101).Select(static progress => (ReadOnlyMemory<byte>)JsonSerializer.SerializeToUtf8Bytes(new { progress }))];

    /// <summary>The response to a mount: <c>{"root_id":…}</c>, and what its client has asked for besides.</summary>
    /// <param name="rootId">The root as clients know it.</param>
    /// <param name="token">How its client takes it back: <c>resume</c>; null when it cannot.</param>
    /// <param name="resumed">Whether it has it back: <c>resumed</c>; null when it did not want that.</param>
    /// <param name="reason">Why a root that was kept is not there: <c>reason</c>; null when there is none to give.</param>
    /// <param name="limits">What the gateway takes: <c>limits</c>; null when it did not ask.</param>
    public static ReadOnlyMemory<byte> Mounted(string rootId, string? token = null, bool? resumed = null, string? reason = null, MusubiGatewayOptions? limits = null)
    {
        var response = t_response ??= new ArrayBufferWriter<byte>();
        response.ResetWrittenCount();
        var json = t_json ??= new Utf8JsonWriter(response, WriterOptions);
        json.Reset(response);
        json.WriteStartObject();
        json.WriteString("root_id"u8, rootId);
        if (token is not null)
        {
            json.WriteString("resume"u8, token);
        }

        if (resumed is { } known)
        {
            json.WriteBoolean("resumed"u8, known);
        }

        if (reason is not null && resumed is not null)
        {
            json.WriteString("reason"u8, reason);
        }

        if (limits is not null)
        {
            json.WriteStartObject("limits"u8);
            json.WriteNumber("text_frame_bytes"u8, limits.MaxTextFrameBytes);
            json.WriteNumber("binary_frame_bytes"u8, limits.MaxBinaryFrameBytes);
            json.WriteNumber("depth"u8, WireJson.MaxDepth);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.Flush();
        return response.WrittenSpan.ToArray();
    }

    /// <summary>The response to the join of an upload that its client can go on with: <c>{"offset":…}</c>, the bytes that are there.</summary>
    public static ReadOnlyMemory<byte> Offset(long offset) => JsonSerializer.SerializeToUtf8Bytes(new { offset });

    /// <summary>The response to a chunk: <c>{"progress":…}</c>, per cent.</summary>
    public static ReadOnlyMemory<byte> Progress(int progress) => Percentages[progress];
}
