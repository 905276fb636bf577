using System.Text.Json;

namespace Musubi.TypeScript;

/// <summary>Names and texts as TypeScript writes them.</summary>
internal static class Names
{
    public static string Quote(string text) => JsonSerializer.Serialize(text, WireJson.Options);

    public static string Property(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '$') ? name : Quote(name);

    /// <summary>A list of a type: what is sent is frozen, and what is received may be.</summary>
    public static string Array(string item) =>
        item.Contains(" | ", StringComparison.Ordinal) || item.StartsWith("readonly ", StringComparison.Ordinal) ? $"readonly ({item})[]" : $"readonly {item}[]";

    public static string Union(IEnumerable<string> cases) => string.Join(" | ", cases.Distinct(StringComparer.Ordinal).DefaultIfEmpty("never"));
}
