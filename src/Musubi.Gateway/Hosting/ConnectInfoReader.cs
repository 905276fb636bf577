using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;

namespace Musubi.Gateway.Hosting;

/// <summary>Reads what is known of a client out of its request; no cookies, no Authorization header, no query.</summary>
internal static class ConnectInfoReader
{
    private const string XPrefix = "x-";

    public static ConnectInfo Read(HttpContext context, string? authToken)
    {
        var request = context.Request;
        return new ConnectInfo
        {
            PeerAddress = context.Connection.RemoteIpAddress?.ToString(),
            PeerPort = context.Connection.RemoteIpAddress is null ? null : context.Connection.RemotePort,
            UserAgent = request.Headers.UserAgent.Count > 0 ? request.Headers.UserAgent.ToString() : null,
            Uri = UriHelper.BuildAbsolute(request.Scheme, request.Host, request.PathBase, request.Path),
            XHeaders = request.Headers
                .Where(static header => header.Key.StartsWith(XPrefix, StringComparison.OrdinalIgnoreCase))
                .ToImmutableDictionary(static header => header.Key.ToLowerInvariant(), static header => header.Value.ToString()),
            AuthToken = authToken,
            Claims = context.User.Identity?.IsAuthenticated == true
                ? [.. context.User.Claims.Select(static claim => new ConnectClaim(claim.Type, claim.Value))]
                : [],
        };
    }
}
