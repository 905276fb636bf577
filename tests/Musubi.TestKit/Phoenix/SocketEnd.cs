using System.Net.WebSockets;

namespace Musubi.TestKit.Phoenix;

/// <summary>How the server ended a socket.</summary>
/// <param name="Status">The close code; null when the connection broke off without one.</param>
/// <param name="Description">The close's text, or what this client saw instead.</param>
public sealed record SocketEnd(WebSocketCloseStatus? Status, string? Description);
