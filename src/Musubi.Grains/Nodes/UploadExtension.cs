using System.Buffers;

namespace Musubi.Grains.Nodes;

/// <summary>What <see cref="Upload.Accept"/> lists: the ends of file names, of one part like <c>.png</c> or of several like <c>.tar.gz</c>.</summary>
internal static class UploadExtension
{
    // They occur in patterns and in media types, which match nothing here, and not in extensions.
    private static readonly SearchValues<char> Foreign = SearchValues.Create("/\\*?,;:|<>\"");

    /// <summary>Whether any file's name could end so: every part has a dot before it and something in it.</summary>
    public static bool IsValid(string? extension) =>
        extension is ['.', _, ..]
        && !extension.EndsWith('.')
        && !extension.Contains("..", StringComparison.Ordinal)
        && !extension.AsSpan().ContainsAny(Foreign)
        && !extension.Any(static character => char.IsWhiteSpace(character) || char.IsControl(character));

    /// <summary>Whether a file's name ends so, in any case.</summary>
    public static bool Matches(string extension, string name) => name.EndsWith(extension, StringComparison.OrdinalIgnoreCase);
}
