using System.Text.Json.Nodes;

namespace Musubi.TestKit.Phoenix;

/// <summary>The answer to one push.</summary>
public sealed record Reply(string Status, JsonNode? Response)
{
    /// <summary>The reason of an error; null when there is none.</summary>
    public string? Reason => (string?)Response?["reason"];

    /// <summary>Reads a <c>phx_reply</c> frame.</summary>
    public static Reply Of(Frame frame) =>
        frame.Event == "phx_reply" ? new((string)frame.Payload!["status"]!, frame.Payload["response"]) : throw new ExpectationException($"Expected a reply; got {frame}");

    /// <inheritdoc/>
    public override string ToString() => $"{Status} {Response?.ToJsonString() ?? "null"}";
}
