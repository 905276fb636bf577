using System.Text;

namespace Musubi.TypeScript;

/// <summary>The records that stores speak of, each an interface in the TypeScript namespace of its C# one.</summary>
internal sealed class TypeNames
{
    private readonly SortedDictionary<string, SortedDictionary<string, (Type Type, IReadOnlyList<string> Lines)>> _spaces = new(StringComparer.Ordinal);

    /// <summary>The name of a record's type; declares it at first sight.</summary>
    /// <param name="type">The record.</param>
    /// <param name="suffix">Tells what is read from what is rendered.</param>
    /// <param name="lines">The declaration, given the name without its namespace.</param>
    /// <exception cref="BrokenApplicationException">Another record has that name.</exception>
    public string Of(Type type, string suffix, Func<string, IEnumerable<string>> lines)
    {
        var (space, name) = (SpaceOf(type), NameOf(type) + suffix);
        var declared = _spaces.TryGetValue(space, out var known) ? known : _spaces[space] = new(StringComparer.Ordinal);
        if (declared.TryGetValue(name, out var there))
        {
            return there.Type == type ? $"{space}.{name}" : throw new BrokenApplicationException($"{there.Type} and {type} would both be {space}.{name}. Expected names that differ.");
        }

        // Known before its parts are: a record may hold itself.
        declared[name] = (type, []);
        declared[name] = (type, [.. lines(name)]);
        return $"{space}.{name}";
    }

    public void WriteTo(StringBuilder text)
    {
        foreach (var (space, declared) in _spaces)
        {
            text.Append($"\ndeclare namespace {space} {{\n");
            text.AppendJoin("\n", declared.Values.Select(static item => string.Concat(item.Lines.Select(static line => $"  {line}\n"))));
            text.Append("}\n");
        }
    }

    private static string SpaceOf(Type type) =>
        type.DeclaringType is { } outer ? $"{SpaceOf(outer)}.{Plain(outer)}" : type.Namespace ?? "Global";

    private static string NameOf(Type type) =>
        Nullable.GetUnderlyingType(type) is { } inner ? NameOf(inner)
        : type.IsGenericType ? $"{Plain(type)}Of{string.Join("And", type.GenericTypeArguments.Select(NameOf))}"
        : Plain(type);

    private static string Plain(Type type) => type.Name.Split('`')[0].Replace("[]", "Array", StringComparison.Ordinal);
}
