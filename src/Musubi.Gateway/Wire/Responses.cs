using System.Text.Json;

namespace Musubi.Gateway.Wire;

/// <summary>The responses of replies with status ok that the gateway writes itself.</summary>
internal static class Responses
{
    /// <summary>The response to a mount: <c>{"root_id":…}</c>.</summary>
    public static ReadOnlyMemory<byte> Mounted(string rootId) =>
        JsonSerializer.SerializeToUtf8Bytes(new { root_id = rootId }, WireJson.Options);
}
