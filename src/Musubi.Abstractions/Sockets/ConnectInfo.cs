using System.Collections.Immutable;

namespace Musubi;

/// <summary>What the gateway knew of the client when its socket connected.</summary>
/// <remarks>It reaches every root as part of the grain's state, so it holds no secret unless asked for: no cookies and
/// no Authorization header. Source: docs/runtime.md, "Socket".</remarks>
[GenerateSerializer, Immutable, Alias("musubi.v1.ConnectInfo")]
public sealed record ConnectInfo
{
    /// <summary>Nothing known.</summary>
    public static ConnectInfo Empty { get; } = new();

    /// <summary>The client's IP address as the server saw it, after any forwarded-headers middleware.</summary>
    [Id(0)]
    public string? PeerAddress { get; init; }

    /// <summary>The client's port.</summary>
    [Id(1)]
    public int? PeerPort { get; init; }

    /// <summary>The client's User-Agent header.</summary>
    [Id(2)]
    public string? UserAgent { get; init; }

    /// <summary>The requested URI without its query, which may carry a token.</summary>
    [Id(3)]
    public string? Uri { get; init; }

    /// <summary>The request's <c>x-</c> headers, by lower-case name.</summary>
    [Id(4)]
    public ImmutableDictionary<string, string> XHeaders { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The token from Phoenix 1.8's <c>authToken</c>; never logged.</summary>
    [Id(5)]
    public string? AuthToken { get; init; }

    /// <summary>The authenticated user's claims; empty when nobody is.</summary>
    [Id(6)]
    public ImmutableArray<ConnectClaim> Claims { get; init; } = [];

    /// <summary>Names the type alone: the values are the client's, and one of them is a token.</summary>
    public override string ToString() => nameof(ConnectInfo);
}
