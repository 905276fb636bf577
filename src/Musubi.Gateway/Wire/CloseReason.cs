using System.Net.WebSockets;
using Musubi.Gateway.Diagnostics;

namespace Musubi.Gateway.Wire;

/// <summary>Why the gateway closes a socket.</summary>
/// <param name="Code">The code of its close frame.</param>
/// <param name="Text">The text of its close frame.</param>
/// <param name="End">The same, as it is counted.</param>
/// <remarks>Never 1000: Phoenix clients take that as goodbye, and do not connect again.</remarks>
internal sealed record CloseReason(WebSocketCloseStatus Code, string Text, SocketEnd End)
{
    private const string ClosedByClient = "closed by the client";

    /// <summary>The client's own code: it closed first, and is answered.</summary>
    public static CloseReason Answer(WebSocketCloseStatus? code) =>
        code is null or WebSocketCloseStatus.Empty ? new(WebSocketCloseStatus.NormalClosure, ClosedByClient, SocketEnd.Client) : new(code.Value, ClosedByClient, SocketEnd.Client);

    /// <summary>1007: the message is no frame.</summary>
    public static CloseReason Malformed { get; } = new(WebSocketCloseStatus.InvalidPayloadData, "malformed frame", SocketEnd.Malformed);

    /// <summary>1009: the message is longer than its kind may be.</summary>
    public static CloseReason TooLarge { get; } = new(WebSocketCloseStatus.MessageTooBig, "frame too large", SocketEnd.TooLarge);

    /// <summary>1002: a frame of the client is not masked, which every WebSocket client's are.</summary>
    public static CloseReason Unmasked { get; } = new(WebSocketCloseStatus.ProtocolError, "unmasked frame", SocketEnd.Malformed);

    /// <summary>1008: pings, and other frames that bring nothing, come faster than anybody needs them.</summary>
    public static CloseReason TooManyEmptyFrames { get; } = new(WebSocketCloseStatus.PolicyViolation, "too many empty frames", SocketEnd.EmptyFrames);

    /// <summary>1001: nothing was heard for too long, not even a heartbeat.</summary>
    public static CloseReason Silent { get; } = new(WebSocketCloseStatus.EndpointUnavailable, "silent for too long", SocketEnd.Silent);

    /// <summary>1001: the server wants this client gone.</summary>
    public static CloseReason Disconnected { get; } = new(WebSocketCloseStatus.EndpointUnavailable, "disconnected", SocketEnd.Disconnected);

    /// <summary>1001: the ticket that the client connected with has expired. It may connect again, with one that has not.</summary>
    public static CloseReason AuthenticationExpired { get; } = new(WebSocketCloseStatus.EndpointUnavailable, "authentication expired", SocketEnd.AuthenticationExpired);

    /// <summary>1012, "service restart": connect again, and reach another gateway.</summary>
    public static CloseReason Restart { get; } = new((WebSocketCloseStatus)1012, "service restart", SocketEnd.Restart);
}
