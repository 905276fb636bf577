using Microsoft.AspNetCore.Http;

namespace Musubi.Gateway.Hosting;

/// <summary>Decides whether a request's origin may connect.</summary>
internal sealed class OriginPolicy(MusubiGatewayOptions options)
{
    private readonly OriginPattern[] _allowed =
        [.. options.AllowedOrigins.Select(static text => OriginPattern.TryParse(text, out var pattern) ? pattern : throw new FormatException(text))];

    /// <remarks>Without a list, the origin's host must be the request's, whatever the ports: as in Phoenix, so that a
    /// development server on another port of the same host works.</remarks>
    public bool Allows(HttpRequest request)
    {
        if (!options.CheckOrigin || request.Headers.Origin.Count == 0)
        {
            return true;
        }

        if (request.Headers.Origin is not [{ } text] || !OriginPattern.TryParseOrigin(text, out var origin))
        {
            return false;
        }

        return _allowed.Length == 0
            ? OriginPattern.TryParseOrigin("http://" + request.Host.Host, out var host) && OriginPattern.SameHost(origin, host)
            : Array.Exists(_allowed, pattern => pattern.Matches(origin));
    }
}
