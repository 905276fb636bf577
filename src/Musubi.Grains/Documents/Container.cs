namespace Musubi.Grains.Documents;

/// <summary>The names on the way from a store to a child that it places: property names and map keys, not the one that holds the child itself.</summary>
/// <remarks>With the child's id it identifies the child below its parent. Most children sit in a property of their parent's state or in a list
/// there, so this is mostly no name or one, and then costs nothing. Source: docs/runtime.md, "Rendering".</remarks>
internal readonly record struct Container
{
    private const char Separator = '\0';

    // Stands with a letter after it for a separator or for itself, which a map's key may hold.
    private const char Escape = '\u0001';

    // Null for no name, so that the default value is valid.
    private readonly string? _names;

    private Container(string names) => _names = names;

    public Container Enter(string name)
    {
        if (name.AsSpan().ContainsAny(Separator, Escape))
        {
            name = name.Replace("\u0001", "\u0001e", StringComparison.Ordinal).Replace("\0", "\u0001s", StringComparison.Ordinal);
        }

        return new(_names is null ? name : $"{_names}{Separator}{name}");
    }

    /// <summary>Where the children placed here are: what their store ids begin with.</summary>
    public StoreId Below(StoreId parent)
    {
        if (_names is not null)
        {
            foreach (var name in _names.Split(Separator))
            {
                parent = parent.Append(name.Contains(Escape, StringComparison.Ordinal)
                    ? name.Replace("\u0001s", "\0", StringComparison.Ordinal).Replace("\u0001e", "\u0001", StringComparison.Ordinal)
                    : name);
            }
        }

        return parent;
    }
}
