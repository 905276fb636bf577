using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Http.Features.Authentication;
using Microsoft.Extensions.Primitives;

namespace Musubi.Gateway.Hosting;

/// <summary>Reads what is known of a client out of its request; no cookies, no Authorization header, no query.</summary>
internal static class ConnectInfoReader
{
    private const string XPrefix = "x-";

    private static RequestedUri? s_lastUri;

    public static ConnectInfo Read(HttpContext context, string? authToken)
    {
        var request = context.Request;
        return new ConnectInfo
        {
            PeerAddress = context.Connection.RemoteIpAddress?.ToString(),
            PeerPort = context.Connection.RemoteIpAddress is null ? null : context.Connection.RemotePort,
            UserAgent = request.Headers.UserAgent.Count > 0 ? request.Headers.UserAgent.ToString() : null,
            Uri = ReadUri(request),
            XHeaders = ReadXHeaders(request.Headers),
            AuthToken = authToken,
            Claims = ReadClaims(context),
        };
    }

    private static ImmutableDictionary<string, string> ReadXHeaders(IHeaderDictionary headers)
    {
        // The server's headers keep the enumerator that was last used on them, for as long as the socket lives.
        var all = new KeyValuePair<string, StringValues>[headers.Count];
        headers.CopyTo(all, 0);
        return all
            .Where(static header => header.Key.StartsWith(XPrefix, StringComparison.OrdinalIgnoreCase))
            .ToImmutableDictionary(static header => header.Key.ToLowerInvariant(), static header => header.Value.ToString());
    }

    private static ImmutableArray<ConnectClaim> ReadClaims(HttpContext context)
    {
        // Asking the context itself would make an empty user where there is none, for as long as the socket lives.
        var user = context.Features.Get<IHttpAuthenticationFeature>()?.User;
        return user?.Identity?.IsAuthenticated == true
            ? [.. user.Claims.Select(static claim => new ConnectClaim(claim.Type, claim.Value))]
            : [];
    }

    // Nearly all clients of one server ask for the same, so they share one text.
    private static string ReadUri(HttpRequest request)
    {
        var last = s_lastUri;
        if (last is null || last.Scheme != request.Scheme || last.Host != request.Host || last.PathBase != request.PathBase || last.Path != request.Path)
        {
            s_lastUri = last = new RequestedUri(
                request.Scheme, request.Host, request.PathBase, request.Path, UriHelper.BuildAbsolute(request.Scheme, request.Host, request.PathBase, request.Path));
        }

        return last.Text;
    }

    private sealed record RequestedUri(string Scheme, HostString Host, PathString PathBase, PathString Path, string Text);
}
