using System.Collections.Immutable;
using Musubi.Grains.Documents;

namespace Musubi.Grains.Nodes;

/// <summary>One store in a mounted root's tree.</summary>
internal sealed class StoreNode(StoreDefinition definition, StoreNode? parent, StoreId id, Socket socket)
{
    private static readonly Dictionary<ChildKey, StoreNode> None = [];

    private Dictionary<ChildKey, StoreNode>? _children;

    public StoreDefinition Definition { get; } = definition;

    public StoreNode? Parent { get; } = parent;

    public StoreId Id { get; } = id;

    public int Depth { get; } = parent is null ? 0 : parent.Depth + 1;

    public Socket Socket
    {
        get;
        set
        {
            if (!ReferenceEquals(field.Private, value.Private))
            {
                Hooks = Musubi.Hooks.Attached(value);
            }

            field = value;
        }
    } = socket;

    /// <summary>The hooks that the store has attached: a part of its socket's private data, which changes seldom and is asked for in every cycle.</summary>
    public ImmutableArray<Hook> Hooks { get; private set; } = Musubi.Hooks.Attached(socket);

    /// <summary>What the parent passed last, in its order.</summary>
    public ImmutableArray<KeyValuePair<string, object?>> Props { get; set; } = [];

    /// <summary>What the store rendered last; null until it has.</summary>
    public object? State { get; set; }

    /// <summary>How <see cref="State"/> is written and compared: as the store's own state, or as what hooks made of it.</summary>
    public StateShape Shape { get; set; } = definition.Shape;

    /// <summary>During a cycle, what the store sends beside its state; null when nothing.</summary>
    public NodeOutput? Output { get; set; }

    /// <summary>Where the node is in its parent's document, as a JSON pointer.</summary>
    public string Pointer { get; set; } = "";

    /// <summary>Its index in the list at <see cref="Pointer"/>, or -1 when it is not in one.</summary>
    public int Index { get; set; } = -1;

    /// <summary>Whether it waits to be rendered.</summary>
    public bool Dirty { get; set; }

    /// <summary>Whether its parent no longer places it.</summary>
    public bool Dropped { get; set; }

    /// <summary>The cycle whose render of the parent placed it last.</summary>
    public long PlacedInCycle { get; set; }

    /// <summary>The last cycle that wrote its whole document, so that its own changes are in there already.</summary>
    public long WrittenInCycle { get; set; }

    /// <summary>The children that the last render placed.</summary>
    public IReadOnlyDictionary<ChildKey, StoreNode> Children => _children ?? None;

    public bool TryAdd(ChildKey key, StoreNode child) => (_children ??= []).TryAdd(key, child);

    public void Remove(ChildKey key) => _children!.Remove(key);
}
