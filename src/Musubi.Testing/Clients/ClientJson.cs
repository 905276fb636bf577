using System.Text.Json;
using System.Text.Json.Nodes;

namespace Musubi.Testing.Clients;

/// <summary>What a test says and hears as the JSON that it is on the wire.</summary>
internal static class ClientJson
{
    /// <exception cref="ArgumentException">It becomes no JSON object.</exception>
    public static Params ParamsOf(object? mountParams) =>
        mountParams as Params
        ?? (Params.TryCreate(Serialize(mountParams).Span, out var read) ? read : throw new ArgumentException($"Expected mount params that become a JSON object; got a {mountParams!.GetType()}.", nameof(mountParams)));

    /// <summary>What becomes a JSON value; <c>{}</c> for null.</summary>
    public static ReadOnlyMemory<byte> Serialize(object? payload) =>
        payload is null ? "{}"u8.ToArray() : JsonSerializer.SerializeToUtf8Bytes(payload, payload.GetType(), WireJson.Options);

    /// <exception cref="ExpectationException">It is something else; the message begins with what was expected to be it.</exception>
    public static T Read<T>(JsonNode? json, string what)
    {
        try
        {
            return json.Deserialize<T>(WireJson.Options)!;
        }
        catch (JsonException exception)
        {
            throw new ExpectationException($"Expected {what} to be a {typeof(T)}; got {json?.ToJsonString() ?? "null"}.", exception);
        }
    }
}
