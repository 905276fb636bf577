namespace Musubi;

/// <summary>A push event on its way to the client.</summary>
/// <param name="Name">Its wire name.</param>
/// <param name="Payload">Its payload: the typed value, or at <see cref="Stage.AfterSerialize"/> a map of what it is on the wire.</param>
public sealed record PushedEvent(string Name, object Payload);
