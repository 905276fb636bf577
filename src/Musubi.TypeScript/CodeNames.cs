using System.Collections.Frozen;
using System.Globalization;

namespace Musubi.TypeScript;

/// <summary>Names of C# types as TypeScript can declare them.</summary>
internal static class CodeNames
{
    /// <summary>From here on a name has a number at its end.</summary>
    public const int Numbered = 3;

    // What nothing can be called.
    private static readonly FrozenSet<string> Reserved = FrozenSet.ToFrozenSet(
    [
        "break", "case", "catch", "class", "const", "continue", "debugger", "default", "delete", "do", "else", "enum", "export", "extends", "false", "finally",
        "for", "function", "if", "import", "in", "instanceof", "new", "null", "return", "super", "switch", "this", "throw", "true", "try", "typeof", "var", "void",
        "while", "with", "implements", "interface", "let", "package", "private", "protected", "public", "static", "yield", "await", "globalThis",
    ]);

    // What an interface cannot be called besides.
    private static readonly FrozenSet<string> Types =
        FrozenSet.ToFrozenSet(["any", "unknown", "never", "number", "bigint", "boolean", "string", "symbol", "object", "undefined"]);

    // What a global namespace cannot be called besides: it means something else before a name, or browsers, Node and React declare types in it.
    private static readonly FrozenSet<string> Globals = FrozenSet.ToFrozenSet(
    [
        "asserts", "infer", "keyof", "readonly", "undefined", "unique",
        "CSS", "Intl", "JSX", "NodeJS", "React", "Temporal", "WebAssembly",
    ]);

    public static string Space(Type type) =>
        type.DeclaringType is { } outer ? $"{Space(outer)}.{Identifier(Plain(outer))}"
        : string.IsNullOrEmpty(type.Namespace) ? "Global"
        : string.Join('.', type.Namespace.Split('.').Select(static (segment, depth) => depth == 0 && Globals.Contains(segment) ? $"{segment}_" : Identifier(segment)));

    /// <summary>The name of a record in its namespace.</summary>
    /// <param name="type">The record.</param>
    /// <param name="suffix">Tells what is read from what is rendered.</param>
    /// <param name="detail">0 for the short name; 1 tells <c>int?</c> from <c>int</c>; 2 tells the namespaces of type arguments; from 3 on there is a number.</param>
    public static string Name(Type type, string suffix, int detail)
    {
        var name = detail switch
        {
            0 => Short(type, nullables: false) + suffix,
            1 => Short(type, nullables: true) + (suffix.Length > 0 ? $"_{suffix}" : ""),
            _ => Long(type) + (suffix.Length > 0 ? $"_{suffix}" : ""),
        };
        name = Identifier(detail < Numbered ? name : string.Create(CultureInfo.InvariantCulture, $"{name}_{detail - Numbered + 2}"));
        return Types.Contains(name) ? $"{name}_" : name;
    }

    private static string Short(Type type, bool nullables) =>
        Nullable.GetUnderlyingType(type) is { } inner ? (nullables ? "Nullable" : "") + Short(inner, nullables)
        : type.IsArray ? $"{Short(type.GetElementType()!, nullables)}Array"
        : type.IsGenericType ? $"{Plain(type)}Of{string.Join("And", type.GenericTypeArguments.Select(argument => Short(argument, nullables)))}"
        : Plain(type);

    // In the type's own namespace, but with the namespaces of its arguments.
    private static string Long(Type type) =>
        type.IsGenericType ? $"{Plain(type)}_Of_{string.Join("_And_", type.GenericTypeArguments.Select(Full))}" : Plain(type);

    private static string Full(Type type) =>
        Nullable.GetUnderlyingType(type) is { } inner ? $"Nullable_{Full(inner)}"
        : type.IsArray ? $"{Full(type.GetElementType()!)}_Array"
        : $"{Space(type).Replace('.', '_')}_{Long(type)}";

    private static string Plain(Type type) => type.Name.Split('`')[0];

    // Compilers make names that no source can have, and other languages let more into a name than C# does.
    private static string Identifier(string name)
    {
        var valid = string.Concat(name.Select(static c => char.IsLetterOrDigit(c) || c is '_' or '$' || IsMark(c) ? c : '_'));
        return valid.Length == 0 || !(char.IsLetter(valid[0]) || valid[0] is '_' or '$') ? $"_{valid}" : Reserved.Contains(valid) ? $"{valid}_" : valid;
    }

    private static bool IsMark(char c) => char.GetUnicodeCategory(c) is
        UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.ConnectorPunctuation or UnicodeCategory.LetterNumber;
}
