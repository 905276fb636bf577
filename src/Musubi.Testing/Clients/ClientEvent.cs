using System.Text.Json.Nodes;

namespace Musubi.Testing.Clients;

/// <summary>A push event that a client heard.</summary>
/// <param name="Name">Its wire name.</param>
/// <param name="Payload">What it says.</param>
/// <param name="StoreId">The store it is from.</param>
/// <param name="Version">The version of the patch that brought it.</param>
internal sealed record ClientEvent(string Name, JsonNode? Payload, StoreId StoreId, long Version)
{
    public override string ToString() => $"'{Name}' {Payload?.ToJsonString()} from {StoreId}";
}
