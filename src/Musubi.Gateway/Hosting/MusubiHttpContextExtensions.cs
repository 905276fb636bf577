using Musubi.Gateway.Hosting;

namespace Microsoft.AspNetCore.Http;

/// <summary>What a request for a socket carries.</summary>
public static class MusubiHttpContextExtensions
{
    /// <summary>The token that a Phoenix client sends as its <c>authToken</c>: for an authentication handler, such as the <c>OnMessageReceived</c> of <c>JwtBearer</c>.</summary>
    /// <param name="context">The request. It may be any: one that is not for a socket has no such token.</param>
    /// <returns>The token as the client was given it; null when there is none, or it cannot be read. It is as secret as an <c>Authorization</c> header.</returns>
    /// <remarks>The client sends it in the header <c>Sec-WebSocket-Protocol</c>, as a subprotocol <c>base64url.bearer.phx.…</c>. <c>HandleConnect</c> finds the
    /// same in <see cref="Musubi.ConnectInfo.AuthToken"/>.</remarks>
    public static string? GetMusubiAuthToken(this HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return AuthToken.TryRead(context.WebSockets.WebSocketRequestedProtocols, out var token) ? token : null;
    }
}
