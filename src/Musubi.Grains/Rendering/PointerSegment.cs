namespace Musubi.Grains.Rendering;

/// <summary>One step of a JSON pointer. Source: RFC 6901.</summary>
internal static class PointerSegment
{
    /// <summary>The name with its slash in front, <c>~</c> and <c>/</c> escaped.</summary>
    public static string Of(string name) =>
        name.AsSpan().ContainsAny('~', '/')
            ? "/" + name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)
            : "/" + name;
}
