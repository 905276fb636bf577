namespace Musubi.TypeScript;

/// <summary>What a name means in a namespace, by TypeScript's rules: the innermost namespace around that has the first part of it.</summary>
internal sealed class Scopes
{
    private readonly HashSet<string> _spaces = [];
    private readonly HashSet<string> _types;

    public Scopes(IReadOnlyList<NamedType> types)
    {
        _types = [.. types.Select(static type => $"{type.Space}.{type.Name}")];
        foreach (var type in types)
        {
            _spaces.UnionWith(Around(type.Space));
        }
    }

    /// <summary>A global name as it has to be written in a namespace.</summary>
    public string Write(string name, string space)
    {
        var head = name.Split('.')[0];

        // Before a dot stands a namespace, elsewhere a type: one does not hide the other.
        var hiding = head == name ? _types : _spaces;
        return Around(space).Any(outer => hiding.Contains($"{outer}.{head}")) ? $"globalThis.{name}" : name;
    }

    private static IEnumerable<string> Around(string space)
    {
        for (var end = space.Length; end > 0; end = space.LastIndexOf('.', end - 1))
        {
            yield return space[..end];
        }
    }
}
