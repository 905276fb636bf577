using System.Diagnostics.CodeAnalysis;

namespace Musubi;

/// <summary>A mounted root as a client names it: the store's wire module and the client's own id.</summary>
/// <remarks>Written <c>module:id</c>, and opaque to clients from then on. A module never contains a colon
/// (start-up refuses such a name), so the first one splits the two; an id may contain any character.</remarks>
[GenerateSerializer, Immutable, Alias("musubi.v1.RootId")]
public readonly record struct RootId : ISpanParsable<RootId>
{
    /// <summary>Names a root.</summary>
    /// <exception cref="ArgumentException">A part is empty, or the module contains a colon.</exception>
    public RootId(string module, string id)
    {
        ArgumentException.ThrowIfNullOrEmpty(module);
        ArgumentException.ThrowIfNullOrEmpty(id);
        if (module.Contains(':', StringComparison.Ordinal))
        {
            throw new ArgumentException($"Expected a module without a colon; got '{module}'.", nameof(module));
        }

        Module = module;
        Id = id;
    }

    /// <summary>The root store's wire module.</summary>
    [Id(0)]
    public string Module { get; }

    /// <summary>The id that the client chose.</summary>
    [Id(1)]
    public string Id { get; }

    /// <inheritdoc cref="Parse(ReadOnlySpan{char}, IFormatProvider?)"/>
    public static RootId Parse(string s, IFormatProvider? provider = null) => Parse(s.AsSpan(), provider);

    /// <summary>Parses <c>module:id</c>.</summary>
    /// <exception cref="FormatException">The colon or a part is missing.</exception>
    public static RootId Parse(ReadOnlySpan<char> s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var id) ? id : throw new FormatException($"Expected 'module:id'; got '{s}'.");

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out RootId result) =>
        TryParse(s.AsSpan(), provider, out result);

    /// <inheritdoc/>
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out RootId result)
    {
        var colon = s.IndexOf(':');
        if (colon <= 0 || colon == s.Length - 1)
        {
            result = default;
            return false;
        }

        result = new RootId(s[..colon].ToString(), s[(colon + 1)..].ToString());
        return true;
    }

    /// <summary>The root as <c>module:id</c>.</summary>
    public override string ToString() => $"{Module}:{Id}";
}
