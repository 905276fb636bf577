using System.Diagnostics.CodeAnalysis;

namespace Musubi.Gateway.Hosting;

/// <summary>One entry of <see cref="MusubiGatewayOptions.AllowedOrigins"/>: an origin, or all hosts below one.</summary>
internal sealed class OriginPattern
{
    private const string AnySubdomain = "://*.";

    private readonly Uri _origin;
    private readonly bool _below;

    private OriginPattern(Uri origin, bool below)
    {
        _origin = origin;
        _below = below;
    }

    public static bool TryParse(string text, [NotNullWhen(true)] out OriginPattern? pattern)
    {
        var below = text.Contains(AnySubdomain, StringComparison.Ordinal);
        var plain = below ? text.Replace(AnySubdomain, "://", StringComparison.Ordinal) : text;
        pattern = TryParseOrigin(plain, out var origin) ? new OriginPattern(origin, below) : null;
        return pattern is not null;
    }

    /// <summary>Parses what browsers send as <c>Origin</c>: a scheme, a host, perhaps a port, and nothing else.</summary>
    public static bool TryParseOrigin(string text, [NotNullWhen(true)] out Uri? origin) =>
        Uri.TryCreate(text, UriKind.Absolute, out origin)
        && origin.Host.Length > 0
        && !origin.Host.Contains('*', StringComparison.Ordinal)
        && origin.UserInfo.Length == 0
        && origin.PathAndQuery is "/" or ""
        && origin.Fragment.Length == 0;

    /// <summary>Whether two URIs name the same host: in Unicode or in Punycode, in any case, with the root's dot at the end or without.</summary>
    public static bool SameHost(Uri left, Uri right) => HostOf(left).Equals(HostOf(right), StringComparison.OrdinalIgnoreCase);

    public bool Matches(Uri origin) =>
        origin.Scheme == _origin.Scheme
        && origin.Port == _origin.Port
        && (_below ? HostOf(origin).EndsWith("." + HostOf(_origin), StringComparison.OrdinalIgnoreCase) : SameHost(origin, _origin));

    private static string HostOf(Uri uri) => uri.IdnHost is [.. var name, '.'] ? name : uri.IdnHost;
}
