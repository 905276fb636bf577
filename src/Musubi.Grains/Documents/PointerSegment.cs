namespace Musubi.Grains.Documents;

/// <summary>One step of a JSON pointer. Source: RFC 6901.</summary>
internal static class PointerSegment
{
    /// <summary>The name with its slash in front, <c>~</c> and <c>/</c> escaped.</summary>
    public static string Of(string name) =>
        IsEscaped(name)
            ? "/" + name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)
            : "/" + name;

    /// <summary>Whether a pointer is that one step. Most names are seen to be without making one.</summary>
    public static bool Is(string pointer, string name) =>
        IsEscaped(name)
            ? pointer == Of(name)
            : pointer.Length == name.Length + 1 && pointer[0] == '/' && pointer.EndsWith(name, StringComparison.Ordinal);

    private static bool IsEscaped(string name) => name.AsSpan().ContainsAny('~', '/');
}
