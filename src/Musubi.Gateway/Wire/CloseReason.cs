using System.Net.WebSockets;

namespace Musubi.Gateway.Wire;

/// <summary>Why the gateway closes a socket: the code and text of its close frame.</summary>
/// <remarks>Never 1000: Phoenix clients take that as goodbye, and do not connect again.</remarks>
internal sealed record CloseReason(WebSocketCloseStatus Code, string Text)
{
    private const string ClosedByClient = "closed by the client";

    /// <summary>The client's own code: it closed first, and is answered.</summary>
    public static CloseReason Answer(WebSocketCloseStatus? code) =>
        code is null or WebSocketCloseStatus.Empty ? new(WebSocketCloseStatus.NormalClosure, ClosedByClient) : new(code.Value, ClosedByClient);

    /// <summary>1007: the message is no frame.</summary>
    public static CloseReason Malformed { get; } = new(WebSocketCloseStatus.InvalidPayloadData, "malformed frame");

    /// <summary>1009: the message is longer than its kind may be.</summary>
    public static CloseReason TooLarge { get; } = new(WebSocketCloseStatus.MessageTooBig, "frame too large");

    /// <summary>1001: nothing was heard for too long, not even a heartbeat.</summary>
    public static CloseReason Silent { get; } = new(WebSocketCloseStatus.EndpointUnavailable, "silent for too long");

    /// <summary>1001: the server wants this client gone.</summary>
    public static CloseReason Disconnected { get; } = new(WebSocketCloseStatus.EndpointUnavailable, "disconnected");

    /// <summary>1012, "service restart": connect again, and reach another gateway.</summary>
    public static CloseReason Restart { get; } = new((WebSocketCloseStatus)1012, "service restart");
}
