namespace Musubi;

/// <summary>A typed name for an assign, so that reading it needs no cast.</summary>
/// <typeparam name="T">The assign's type: plain data that Orleans can serialize.</typeparam>
/// <param name="name">The assign's key.</param>
public class Key<T>(string name) : IKeptKey, IRedactedKey
{
    private readonly T? _ifMissing;
    private readonly bool _hasIfMissing;


    /// <summary>The assign's key.</summary>
    public string Name { get; } = string.IsNullOrEmpty(name) ? throw new ArgumentException("Expected a key's name; got none.", nameof(name)) : name;

    /// <summary>A name that the assign had in an earlier build. A durable root that has nothing under the new name finds what it had under this one.</summary>
    /// <remarks>It counts in the static fields of the store that assigns the key. What is under the former name stays there, for silos that still run the earlier build.</remarks>
    public string? FormerName { get; init; }

    /// <summary>What a root has under this key that an earlier build has kept, or has handed over, without it. A root of this build gets it from its callbacks alone.</summary>
    /// <remarks>It counts in the static fields of the store that assigns the key.</remarks>
    public T? IfMissing
    {
        get => _ifMissing;
        init => (_ifMissing, _hasIfMissing) = (value, true);
    }

    /// <summary>Whether the value is nobody's business but the store's: the inspector shows that there is one, and not what it is.</summary>
    /// <remarks>It counts in a static field of any class in an assembly of the application's sockets or stores, and then for every assign of the key's name. What a store renders of the value is shown as its client sees it.</remarks>
    public bool Redacted { get; init; }

    bool IKeptKey.HasIfMissing => _hasIfMissing;

    object? IKeptKey.IfMissing => _ifMissing;

    /// <summary>This key with a value: an entry for <see cref="Socket.Assign(IEnumerable{KeyValuePair{string, object?}})"/>, or a prop for a child.</summary>
    public KeyValuePair<string, object?> Is(T value) => new(Name, value);

    /// <summary>The key's name.</summary>
    public override string ToString() => Name;
}
