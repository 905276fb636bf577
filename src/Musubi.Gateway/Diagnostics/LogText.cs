namespace Musubi.Gateway.Diagnostics;

/// <summary>A client's own words in a log: as many as help, and none that a terminal would take for commands.</summary>
/// <remarks>It costs nothing until it is written.</remarks>
internal readonly struct LogText(string? text)
{
    private const int MaxLength = 200;

    public static implicit operator LogText(RootId root) => new(root.ToString());

    public static implicit operator LogText(string text) => new(text);

    public override string ToString() => string.Create(Math.Min(text?.Length ?? 0, MaxLength), text ?? "", static (cleaned, text) =>
    {
        for (var i = 0; i < cleaned.Length; i++)
        {
            cleaned[i] = char.IsControl(text[i]) || char.IsSurrogate(text[i]) || char.GetUnicodeCategory(text[i]) is System.Globalization.UnicodeCategory.Format ? '\uFFFD' : text[i];
        }
    });
}
