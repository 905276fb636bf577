using System.Runtime.CompilerServices;
using System.Text;

namespace Musubi.TypeScript;

/// <summary>The records that stores speak of, each an interface in the TypeScript namespace of its C# one.</summary>
/// <remarks>What an interface is called, and how its name is written at a place, is known only when every record is: until then the text holds
/// references. A name that would mean something else where it stands is written from <c>globalThis</c> on.</remarks>
internal sealed class TypeNames
{
    private readonly List<NamedType> _types = [];
    private readonly Dictionary<(Type Type, string Suffix), int> _known = [];

    /// <summary>A reference to a record's type; declares it at first sight.</summary>
    /// <param name="type">The record.</param>
    /// <param name="suffix">Tells what is read from what is rendered.</param>
    /// <param name="doc">The lines of its comment.</param>
    /// <param name="members">The lines of its members.</param>
    /// <exception cref="BrokenApplicationException">Too many records lead to one another.</exception>
    public string Of(Type type, string suffix, Func<IEnumerable<string>> doc, Func<IEnumerable<string>> members)
    {
        if (_known.TryGetValue((type, suffix), out var known))
        {
            return Reference.To(known);
        }

        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new BrokenApplicationException($"{type} is at the end of too long a chain of types. Expected fewer types that refer to each other.");
        }

        // Known before its parts are: a record may hold itself.
        var named = new NamedType(type, suffix);
        _known[(type, suffix)] = _types.Count;
        _types.Add(named);
        var reference = Reference.To(_types.Count - 1);
        named.Lines = [.. doc(), $"interface {Reference.Declared} {{", .. members().Select(static line => $"  {line}"), "}"];
        return reference;
    }

    /// <summary>Appends the namespace <c>Musubi</c>, and those of the records.</summary>
    /// <param name="text">Where to.</param>
    /// <param name="library">The text of the namespace <c>Musubi</c>, with references.</param>
    public void WriteTo(StringBuilder text, string library)
    {
        CollisionFreeNames.Give(_types);
        var scopes = new Scopes(_types);
        text.Append(Reference.Resolve(library, Reference.Library, "", _types, scopes));
        foreach (var space in _types.GroupBy(static type => type.Space).OrderBy(static space => space.Key, StringComparer.Ordinal))
        {
            text.Append($"\ndeclare namespace {space.Key} {{\n");
            text.AppendJoin("\n", space.OrderBy(static type => type.Name, StringComparer.Ordinal).Select(type =>
                Reference.Resolve(string.Concat(type.Lines.Select(static line => $"  {line}\n")), space.Key, type.Name, _types, scopes)));
            text.Append("}\n");
        }
    }
}
