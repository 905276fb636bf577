namespace Musubi;

/// <summary>A typed name for an assign, so that reading it needs no cast.</summary>
/// <typeparam name="T">The assign's type: plain data that Orleans can serialize.</typeparam>
/// <param name="name">The assign's key.</param>
public class Key<T>(string name)
{
    /// <summary>The assign's key.</summary>
    public string Name { get; } = string.IsNullOrEmpty(name) ? throw new ArgumentException("Expected a key's name; got none.", nameof(name)) : name;

    /// <summary>This key with a value: an entry for <see cref="Socket.Assign(IEnumerable{KeyValuePair{string, object?}})"/>, or a prop for a child.</summary>
    public KeyValuePair<string, object?> Is(T value) => new(Name, value);

    /// <summary>The key's name.</summary>
    public override string ToString() => Name;
}
