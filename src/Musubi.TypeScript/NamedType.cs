namespace Musubi.TypeScript;

/// <summary>A record, on the way to be an interface.</summary>
/// <param name="type">The record.</param>
/// <param name="suffix">Tells what is read from what is rendered.</param>
internal sealed class NamedType(Type type, string suffix)
{
    public Type Type { get; } = type;

    public string Suffix { get; } = suffix;

    /// <summary>The TypeScript namespace.</summary>
    public string Space { get; } = CodeNames.Space(type);

    /// <summary>The name in its namespace.</summary>
    public string Name { get; set; } = "";

    /// <summary>How much the name has to tell to be the only one of its kind: see <see cref="CodeNames.Name"/>.</summary>
    public int Detail { get; set; }

    public IReadOnlyList<string> Lines { get; set; } = [];
}
