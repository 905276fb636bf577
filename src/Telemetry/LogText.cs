using System.Globalization;

namespace Musubi.Diagnostics;

/// <summary>A client's own words in a log: as many as help, and none that a terminal would take for commands, or a reader for another line.</summary>
/// <remarks>It costs nothing until it is written.</remarks>
internal readonly struct LogText(string? text)
{
    private const int MaxLength = 200;
    private const char Replacement = '\uFFFD';

    public static implicit operator LogText(RootId root) => new(root.ToString());

    public static implicit operator LogText(string text) => new(text);

    /// <summary>Whether a character commands a terminal, ends a line, or turns the direction of what follows.</summary>
    public static bool Misleads(char c) => char.IsControl(c)
        || c is '\u2028' or '\u2029' or '\u061C' or '\u200E' or '\u200F' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');

    /// <summary>The whole of a text in which only some words may be a client's.</summary>
    public static string Clean(string text) => text.Any(Misleads)
        ? string.Create(text.Length, text, static (cleaned, text) => Copy(text, cleaned, Misleads))
        : text;

    public override string ToString() => string.Create(Math.Min(text?.Length ?? 0, MaxLength), text ?? "", static (cleaned, text) => Copy(text, cleaned, IsNoText));

    private static void Copy(string text, Span<char> cleaned, Func<char, bool> isReplaced)
    {
        for (var i = 0; i < cleaned.Length; i++)
        {
            cleaned[i] = isReplaced(text[i]) ? Replacement : text[i];
        }
    }

    // Half of a character may be all that is left where the text is cut.
    private static bool IsNoText(char c) => Misleads(c) || char.IsSurrogate(c) || char.GetUnicodeCategory(c) is UnicodeCategory.Format;
}
