using System.Text.Json;

namespace Musubi.Gateway.Wire;

/// <summary>The responses of replies with status ok that the gateway writes itself.</summary>
internal static class Responses
{
    private static readonly ReadOnlyMemory<byte>[] Percentages =
        [.. Enumerable.Range(0, 101).Select(static progress => (ReadOnlyMemory<byte>)JsonSerializer.SerializeToUtf8Bytes(new { progress }))];

    /// <summary>The response to a mount: <c>{"root_id":…}</c>.</summary>
    public static ReadOnlyMemory<byte> Mounted(string rootId) =>
        JsonSerializer.SerializeToUtf8Bytes(new { root_id = rootId }, WireJson.Options);

    /// <summary>The response to a mount that its client can take back: <c>{"root_id":…,"resume":…}</c>.</summary>
    public static ReadOnlyMemory<byte> Mounted(string rootId, string token) =>
        JsonSerializer.SerializeToUtf8Bytes(new { root_id = rootId, resume = token }, WireJson.Options);

    /// <summary>The response to a client that wanted a root back: <c>{"root_id":…,"resume":…,"resumed":…}</c>.</summary>
    public static ReadOnlyMemory<byte> Mounted(string rootId, string token, bool resumed) =>
        JsonSerializer.SerializeToUtf8Bytes(new { root_id = rootId, resume = token, resumed }, WireJson.Options);

    /// <summary>The response to a chunk: <c>{"progress":…}</c>, per cent.</summary>
    public static ReadOnlyMemory<byte> Progress(int progress) => Percentages[progress];
}
