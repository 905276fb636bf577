using System.Buffers.Text;
using System.Globalization;
using System.Net.WebSockets;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Musubi.Gateway.Diagnostics;
using Musubi.Gateway.Resume;
using Musubi.Gateway.Roots;
using Musubi.Gateway.Sockets;
using Musubi.Gateway.Wire;

namespace Musubi.Gateway.Hosting;

/// <summary>Answers a connect: checks it, asks the application, upgrades, and serves the socket until it ends.</summary>
/// <remarks>The checks come in Phoenix' order, and whether the request asks for a WebSocket at all comes last. A request lives as long as its
/// socket, with all that was ever asked of it: so what is read once, like the query, is not read through it.</remarks>
internal sealed class ConnectHandler(
    SocketRegistry sockets,
    RootRegistry roots,
    SharedMisses misses,
    IOptions<MusubiGatewayOptions> options,
    TimeProvider clock,
    ChannelRoutes routes,
    GatewayMetrics metrics,
    GatewayLoggers loggers)
{
    private const int ConnectionIdBytes = 16;

    // 128 bits in base64url, and more than anybody needs.
    private const int MinPageLength = 22;
    private const int MaxPageLength = 256;

    private readonly OriginPolicy _origins = new(options.Value);
    private readonly RecentRefusals _refusals = new(clock);
    private readonly GatewayServices _services = new(roots, misses, options.Value, clock, metrics, loggers);

    public async Task ConnectAsync(HttpContext context, MusubiSocket application)
    {
        var query = QueryHelpers.ParseQuery(context.Request.QueryString.Value);
        if (query.GetValueOrDefault("vsn") is not [.., { } vsn] || !vsn.StartsWith("2.", StringComparison.Ordinal))
        {
            await RefuseAsync(context, ConnectRefusal.Version, StatusCodes.Status403Forbidden, "this server speaks Phoenix Channels V2 only: connect with vsn=2.0.0");
            return;
        }

        if (!_origins.Allows(context.Request))
        {
            await RefuseAsync(context, ConnectRefusal.Origin, StatusCodes.Status403Forbidden, "this origin may not connect");
            return;
        }

        if (!sockets.TryReserve())
        {
            await RefuseAsync(context, ConnectRefusal.Full, StatusCodes.Status503ServiceUnavailable, "this server takes no more connections");
            return;
        }

        try
        {
            if (HttpMethods.IsHead(context.Request.Method))
            {
                // Never a WebSocket: a client that asks why its socket does not open. The application is not asked again, which may count or use up a ticket.
                if (_refusals.Contains(context.Request))
                {
                    await RefuseAsync(context, ConnectRefusal.Denied, StatusCodes.Status403Forbidden, "refused");
                    return;
                }

                // Browsers write every answer from 400 upwards to the console, as an error of the page.
                context.Response.StatusCode = StatusCodes.Status204NoContent;
                return;
            }

            using var connection = await OpenAsync(context, application, query, clock.GetTimestamp());
            if (connection is null)
            {
                return;
            }

            try
            {
                await connection.RunAsync();
            }
            finally
            {
                sockets.Remove(connection);
            }
        }
        finally
        {
            sockets.Release();
        }
    }

    // By itself, so that what connecting needed is not kept for as long as the socket lives. Null when the request has been answered instead.
    private async ValueTask<SocketConnection?> OpenAsync(HttpContext context, MusubiSocket application, Dictionary<string, StringValues> query, long begun)
    {
        if (await AuthorizeAsync(context, application, query) is not { } connected)
        {
            return null;
        }

        // Of several tickets, authorization has merged the results and kept the earliest expiry.
        var ticket = context.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult?.Properties;
        if (sockets.Disconnects.Forbids(connected.Subject, begun, ticket?.IssuedUtc))
        {
            // Not 401 or 403, by which clients show that nobody is let in: the same user on another device comes back.
            context.Response.Headers.RetryAfter = RecentDisconnects.Grace.TotalSeconds.ToString(CultureInfo.InvariantCulture);
            await RefuseAsync(context, ConnectRefusal.Disconnected, StatusCodes.Status503ServiceUnavailable, "this user was disconnected a moment ago");
            return null;
        }

        if (!context.WebSockets.IsWebSocketRequest)
        {
            await RefuseNotWebSocketAsync(context);
            return null;
        }

        var connection = Connect(context, await AcceptAsync(context), connected);
        sockets.Add(connection, options.Value.CloseOnAuthenticationExpiration ? ticket?.ExpiresUtc : null);
        if (sockets.Disconnects.Forbids(connected.Subject, begun, ticket?.IssuedUtc))
        {
            // It connected while the user's others were looked for.
            connection.Close(CloseReason.Disconnected);
        }

        return connection;
    }

    private static string NewConnectionId() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(ConnectionIdBytes));

    // Null when the request has been answered instead.
    private async ValueTask<ConnectedSocket?> AuthorizeAsync(HttpContext context, MusubiSocket application, Dictionary<string, StringValues> query)
    {
        if (!AuthToken.TryRead(context.WebSockets.WebSocketRequestedProtocols, out var token))
        {
            await RefuseAsync(context, ConnectRefusal.Token, StatusCodes.Status403Forbidden, "the auth token cannot be read");
            return null;
        }

        if (!ConnectParams.TryRead(query, out var connectParams))
        {
            await RefuseAsync(context, ConnectRefusal.Params, StatusCodes.Status400BadRequest, "too many connect params, or nested too deep");
            return null;
        }

        var socket = new Socket().PutConnectInfo(ConnectInfoReader.Read(context, token));
        if (context.Features.Get<ISessionFeature>()?.Session is { } session)
        {
            try
            {
                await session.LoadAsync(context.RequestAborted);
                socket = socket.PutSession(ReadSession(session));
            }
            catch (Exception exception)
            {
                loggers.Connects.SessionLoadFailed(exception);
                Fail(context);
                return null;
            }
        }

        try
        {
            if ((await application.HandleConnect(connectParams, socket)).Socket is { } connected)
            {
                var subject = application.SubjectOf(connected);
                subject = string.IsNullOrEmpty(subject) ? null : subject;
                return new ConnectedSocket(NewConnectionId(), application, connected, subject, PageOf(query, application, subject));
            }
        }
        catch (Exception exception)
        {
            loggers.Connects.HandleConnectThrew(exception);
            Fail(context);
            return null;
        }

        _refusals.Add(context.Request);
        await RefuseAsync(context, ConnectRefusal.Denied, StatusCodes.Status403Forbidden, "refused");
        return null;
    }

    // The client's own name for its page. Without a subject it is all that leads to the page, and it stands in a query.
    private string? PageOf(Dictionary<string, StringValues> query, MusubiSocket application, string? subject) =>
        query.GetValueOrDefault("page") is [.., { Length: >= MinPageLength and <= MaxPageLength } page] && (subject is not null || options.Value.ResumeByPageParam)
            ? SocketResume.PageOf(page, subject, application.GetType())
            : null;

    private static Dictionary<string, object?> ReadSession(ISession session)
    {
        var entries = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var key in session.Keys)
        {
            if (session.TryGetValue(key, out var value))
            {
                entries[key] = SessionValues.Of(value);
            }
        }

        return entries;
    }

    private static Task<WebSocket> AcceptAsync(HttpContext context) => context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext
    {
        SubProtocol = context.WebSockets.WebSocketRequestedProtocols.Contains(AuthToken.Subprotocol) ? AuthToken.Subprotocol : null,

        // Clients send heartbeats, so pings would only cost a timer for each socket.
        KeepAliveInterval = Timeout.InfiniteTimeSpan,
    });

    private SocketConnection Connect(HttpContext context, WebSocket webSocket, ConnectedSocket connected)
    {
        context.Features.Get<IHttpRequestTimeoutFeature>()?.DisableTimeout();
        return new SocketConnection(
            webSocket,
            (context.Features.Get<IHttpUpgradeFeature>() as CoalescingUpgrade)?.Stream,
            connected,
            context.Features.GetRequiredFeature<IHttpRequestLifetimeFeature>(),
            _services,
            routes);
    }

    // No detail: whatever the exception says is the server's own.
    private void Fail(HttpContext context)
    {
        metrics.ConnectRefused(ConnectRefusal.Failed);
        context.Response.StatusCode = StatusCodes.Status500InternalServerError;
    }

    private Task RefuseNotWebSocketAsync(HttpContext context) =>
        RefuseAsync(context, ConnectRefusal.NotWebSocket, StatusCodes.Status400BadRequest, "expected a WebSocket upgrade");

    private Task RefuseAsync(HttpContext context, ConnectRefusal refusal, int status, string why)
    {
        metrics.ConnectRefused(refusal);
        loggers.Connects.ConnectRefused(why);
        if (context.RequestAborted.IsCancellationRequested)
        {
            // It has gone, or was cut by a server that stops.
            return Task.CompletedTask;
        }

        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(why);
    }
}
