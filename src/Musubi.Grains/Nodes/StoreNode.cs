using System.Collections.Immutable;
using Musubi.Grains.Documents;

namespace Musubi.Grains.Nodes;

/// <summary>One store in a mounted root's tree.</summary>
internal sealed class StoreNode(StoreDefinition definition, StoreNode? parent, StoreId id, Socket socket) : DocumentNode(id, definition.Shape)
{
    private static readonly Dictionary<ChildKey, StoreNode> None = [];

    private Dictionary<ChildKey, StoreNode>? _children;

    public StoreDefinition Definition { get; } = definition;

    public override StoreNode? Parent { get; } = parent;

    public override ImmutableArray<Upload> Uploads => Definition.Uploads;

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

    /// <summary>During a cycle, what the store sends beside its state; null when nothing.</summary>
    public NodeOutput? Output { get; set; }

    /// <summary>Whether it waits to be rendered.</summary>
    public bool Dirty { get; set; }

    /// <summary>Whether its parent no longer places it.</summary>
    public bool Dropped { get; set; }

    /// <summary>The cycle whose render of the parent placed it last.</summary>
    public long PlacedInCycle { get; set; }

    /// <summary>The children that the last render placed.</summary>
    public IReadOnlyDictionary<ChildKey, StoreNode> Children => _children ?? None;

    public override DocumentNode ChildAt(ChildKey key) => (_children ?? None)[key];

    public bool TryAdd(ChildKey key, StoreNode child) => (_children ??= []).TryAdd(key, child);

    public void Remove(ChildKey key) => _children!.Remove(key);
}
