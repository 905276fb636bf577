using System.Text.Json.Nodes;

namespace Musubi.TestKit.Frames;

/// <summary>One frame of a scenario, without its refs and topic.</summary>
/// <param name="FromClient">Whether the client sends it; otherwise the server must answer it.</param>
/// <param name="Event">The frame's event.</param>
/// <param name="Payload">The frame's payload.</param>
public sealed record RecordedFrame(bool FromClient, string Event, JsonNode Payload);
