using System.Diagnostics.CodeAnalysis;

namespace Musubi;

/// <summary>The key of an <see cref="Protocol.IStoreGrain"/>: one root of one connection.</summary>
/// <remarks>Written <c>connection/module:id</c>. A connection's id never contains a slash, so the first one splits the two.</remarks>
[GenerateSerializer, Immutable, Alias("musubi.v1.StoreGrainKey")]
public readonly record struct StoreGrainKey : ISpanParsable<StoreGrainKey>
{
    /// <summary>Names one root of one connection.</summary>
    /// <exception cref="ArgumentException">The connection is empty or contains a slash, or the root names nothing.</exception>
    public StoreGrainKey(string connection, RootId root)
    {
        ArgumentException.ThrowIfNullOrEmpty(connection);
        if (connection.Contains('/', StringComparison.Ordinal))
        {
            throw new ArgumentException($"Expected a connection id without a slash; got '{connection}'.", nameof(connection));
        }

        if (root == default)
        {
            throw new ArgumentException("Expected a root; got its default value.", nameof(root));
        }

        Connection = connection;
        Root = root;
    }

    /// <summary>The connection: unique in the cluster, and unguessable.</summary>
    [Id(0)]
    public string Connection { get; }

    /// <summary>The root mounted on it.</summary>
    [Id(1)]
    public RootId Root { get; }

    /// <inheritdoc cref="Parse(ReadOnlySpan{char}, IFormatProvider?)"/>
    public static StoreGrainKey Parse(string s, IFormatProvider? provider = null) => Parse(s.AsSpan(), provider);

    /// <summary>Parses <c>connection/module:id</c>.</summary>
    /// <exception cref="FormatException">A separator or a part is missing.</exception>
    public static StoreGrainKey Parse(ReadOnlySpan<char> s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var key) ? key : throw new FormatException($"Expected 'connection/module:id'; got '{s}'.");

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out StoreGrainKey result) =>
        TryParse(s.AsSpan(), provider, out result);

    /// <inheritdoc/>
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out StoreGrainKey result)
    {
        var slash = s.IndexOf('/');
        if (slash <= 0 || !RootId.TryParse(s[(slash + 1)..], provider, out var root))
        {
            result = default;
            return false;
        }

        result = new StoreGrainKey(s[..slash].ToString(), root);
        return true;
    }

    /// <summary>The key as <c>connection/module:id</c>.</summary>
    public override string ToString() => $"{Connection}/{Root}";
}
