using System.Globalization;
using System.Text.RegularExpressions;

namespace Musubi.TypeScript;

/// <summary>Places in a text where a name is to stand, between characters that neither JSON nor XML can bring into it.</summary>
internal static partial class Reference
{
    /// <summary>The namespace of what is the same in every generated file.</summary>
    public const string Library = "Musubi";

    /// <summary>The name that a declaration declares.</summary>
    public const string Declared = "\u0001\u0002";

    /// <summary>A map from strings.</summary>
    public static string Map(string value) => $"\u0001Record\u0002<string, {value}>";

    /// <summary>A type of the namespace <c>Musubi</c>.</summary>
    public static string Own(string name) => $"\u0001{Library}.{name}\u0002";

    public static string To(int declaration) => string.Create(CultureInfo.InvariantCulture, $"\u0001{declaration}\u0002");

    /// <summary>The text with names in place of its references.</summary>
    /// <param name="text">With references.</param>
    /// <param name="space">The namespace that it stands in.</param>
    /// <param name="declared">The name that it declares.</param>
    /// <param name="types">What references refer to.</param>
    /// <param name="scopes">What names mean.</param>
    public static string Resolve(string text, string space, string declared, IReadOnlyList<NamedType> types, Scopes scopes) => Marked.Replace(text, match =>
    {
        var target = match.Groups[1].Value;
        return target.Length == 0 ? declared
            : !char.IsAsciiDigit(target[0]) ? scopes.Write(target, space)
            : types[int.Parse(target, CultureInfo.InvariantCulture)] is var type ? scopes.Write($"{type.Space}.{type.Name}", space)
            : "";
    });

    [GeneratedRegex("\u0001([^\u0002]*)\u0002")]
    private static partial Regex Marked { get; }
}
