using Musubi.Grains.Commands;
using Musubi.Grains.Diagnostics;
using Musubi.Grains.Diffing;
using Musubi.Grains.Rendering;

namespace Musubi.Grains.Trees;

/// <summary>One mounted root with its whole tree of stores.</summary>
/// <remarks>
/// Every message goes the same way, a cycle: a callback returns a new socket, which makes its node dirty if an assign changed; dirty nodes
/// render, parents first; a render that places a new child, or passes other props to one, makes that child dirty in turn; then each
/// rendered node is compared with what it rendered before. Clean nodes are not looked at, so a cycle costs what changed, not what there is.
/// An exception leaves the tree between two states: its owner lets go of it.
/// </remarks>
internal sealed class StoreTree(StoreCatalog catalog, IStoreTreeHost host, int maxDepth)
{
    private readonly Dictionary<StoreId, StoreNode> _nodes = [];
    private readonly PriorityQueue<StoreNode, int> _dirty = new();
    private readonly List<StoreNode> _rendered = [];
    private readonly ChildPlacements _places = new();
    private StoreNode? _root;
    private long _cycle;

    // Only while a saved root comes back: what its stores were.
    private Dictionary<StoreId, StoreState>? _saved;

    /// <summary>The version that the last patch led to; 0 before the first.</summary>
    public long Version { get; private set; }

    /// <summary>The root's wire module.</summary>
    public string Module => _root!.Definition.Name;

    /// <summary>Number of stores in the tree.</summary>
    public int Count => _nodes.Count;

    /// <summary>Mounts a root and renders its whole tree.</summary>
    public async ValueTask<PatchEnvelope> Mount(StoreDefinition definition, Params mountParams, Socket connection)
    {
        var store = (IRootStore)definition.Store;
        var socket = connection.InheritContext(new Socket()).Assign(connection.Assigns).PutRootParams(mountParams);
        socket = Props.Complete(definition, await store.Mount(mountParams, socket));
        _root = new StoreNode(definition, null, StoreId.Root, socket);
        _nodes.Add(_root.Id, _root);

        // Subscriptions first, so that nothing is missed between them and what Init reads.
        host.SubscriptionsChanged(null, socket);
        Settle(_root, await definition.Store.Init(socket), force: true);
        return (await Cycle())!;
    }

    /// <summary>What the tree needs in order to live again. Only between two cycles.</summary>
    public RootState Capture() => new(Version, [.. _nodes.Values.Select(static node => new StoreState(node.Id, node.Definition.Name, node.Socket))]);

    /// <summary>Brings a saved root back, in place of a mount: every store renders again from what it had assigned, and none is initialised.</summary>
    /// <remarks>Rendering has no side effects, so what a client has is still right, and no patch is due.</remarks>
    public async ValueTask Resume(StoreDefinition definition, RootState state)
    {
        _saved = state.Stores.ToDictionary(static store => store.Id);
        _root = new StoreNode(definition, null, StoreId.Root, new Socket());
        _nodes.Add(_root.Id, _root);
        Settle(_root, _saved[StoreId.Root].Socket, force: true);
        await RenderDirty();
        _rendered.Clear();
        _saved = null;
        Version = state.Version;
    }

    /// <summary>Runs one command.</summary>
    /// <exception cref="PayloadException">The payload does not fit what the command declares.</exception>
    public async ValueTask<CommandAnswer> Command(StoreId storeId, string name, ReadOnlyMemory<byte> payload)
    {
        if (!_nodes.TryGetValue(storeId, out var node))
        {
            return new CommandAnswer(CommandOutcome.UnknownStore);
        }

        if (node.Definition.FindCommand(name) is not { } command)
        {
            return new CommandAnswer(CommandOutcome.UnknownCommand);
        }

        var (socket, reply) = await command.Invoke(node.Definition.Store, payload.Span, node.Socket);
        Settle(node, socket);
        return new CommandAnswer(CommandOutcome.Handled, reply, await Cycle());
    }

    /// <summary>Hands a message from outside to the root.</summary>
    /// <returns>What it changed; null when nothing.</returns>
    public async ValueTask<PatchEnvelope?> Info(object message)
    {
        Settle(_root!, await ((IRootStore)_root!.Definition.Store).HandleInfo(message, _root.Socket));
        return await Cycle();
    }

    /// <summary>Tells the root that it ends.</summary>
    public ValueTask Terminate(TerminateReason reason) => ((IRootStore)_root!.Definition.Store).Terminate(reason, _root.Socket);

    /// <summary>An envelope that replaces the whole root, for a client that has some earlier version. Only between two cycles.</summary>
    public PatchEnvelope ReplaceRoot(long delivered)
    {
        var patch = PatchWriter.Rent();
        patch.Document.Begin(_root, ++_cycle);
        patch.ReplaceRoot(_root!);
        return new PatchEnvelope(delivered, Version, patch.Complete());
    }

    private async ValueTask<PatchEnvelope?> Cycle()
    {
        if (_dirty.Count == 0)
        {
            return null;
        }

        await RenderDirty();
        return Compare();
    }

    private async ValueTask RenderDirty()
    {
        using var step = GrainActivities.StartStep("musubi.render");
        _cycle++;
        while (_dirty.TryDequeue(out var node, out _))
        {
            // A parent that rendered first may have dropped it.
            if (!node.Dropped)
            {
                await Render(node);
            }
        }
    }

    private async ValueTask Render(StoreNode node)
    {
        node.Dirty = false;
        node.Before = node.State;
        using (host.Metrics.Rendering(node.Definition.Name))
        {
            node.State = node.Definition.Render(node.Socket);
        }

        node.Socket = node.Socket.ResetChanged();
        _rendered.Add(node);

        using var resolving = host.Metrics.Resolving(node.Definition.Name);
        _places.Clear();
        node.Definition.Place(node.State, _places);
        if (_places.Places.Count == 0 && node.Children.Count == 0)
        {
            return;
        }

        KeepPlaced(node);
        foreach (var place in _places.Places)
        {
            if (node.Children.TryGetValue(place.Key, out var child))
            {
                await Update(child, place);
            }
            else
            {
                await Add(node, place);
            }
        }
    }

    // Before anything is added, so that a store id can pass from a child that goes to one that comes.
    private void KeepPlaced(StoreNode node)
    {
        foreach (var place in _places.Places)
        {
            if (!node.Children.TryGetValue(place.Key, out var child) || child.Definition.Type != place.Child.StoreType)
            {
                continue;
            }

            if (child.PlacedInCycle == _cycle)
            {
                throw Doubled(node, child.Id);
            }

            child.PlacedInCycle = _cycle;
            child.Pointer = place.Pointer;
            child.Index = place.Index;
        }

        List<ChildKey>? dropped = null;
        foreach (var (key, child) in node.Children)
        {
            if (child.PlacedInCycle != _cycle)
            {
                (dropped ??= []).Add(key);
                Drop(child);
            }
        }

        dropped?.ForEach(node.Remove);
    }

    private async ValueTask Update(StoreNode child, ChildPlacement place)
    {
        if (child.State is null || child.Definition.Type != place.Child.StoreType)
        {
            // Added by this very render, or kept by it under its own type: a second placement of the same id.
            throw Doubled(child.Parent!, child.Id);
        }

        if (!Props.Same(child.Props, place.Child.Props))
        {
            child.Props = place.Child.Props;
            var newAssigns = new Dictionary<string, object?>(Props.Resolve(child.Definition, child.Id, child.Props));
            Settle(child, await child.Definition.Store.Update(newAssigns, child.Socket));
        }
    }

    private async ValueTask Add(StoreNode parent, ChildPlacement place)
    {
        var definition = catalog.Of(place.Child.StoreType);
        var id = place.Key.Container.Identify(parent.Id, place.Child.Id);
        var socket = parent.Socket.InheritContext(new Socket { ParentPath = StoreId.Of(id.Segments.AsSpan()[..^1]), Id = place.Child.Id })
            .Assign(Props.Resolve(definition, id, place.Child.Props));
        var child = new StoreNode(definition, parent, id, socket)
        {
            Props = place.Child.Props,
            Pointer = place.Pointer,
            Index = place.Index,
            PlacedInCycle = _cycle,
        };
        if (child.Depth > maxDepth)
        {
            throw new InvalidOperationException($"{definition.Type} at {id} is {child.Depth} stores deep. Expected at most {maxDepth}: does a store place itself?");
        }

        if (!parent.TryAdd(place.Key, child) || !_nodes.TryAdd(id, child))
        {
            throw Doubled(parent, id);
        }

        var saved = _saved?.GetValueOrDefault(id);
        Settle(child, saved?.Store == definition.Name ? saved.Socket : await definition.Store.Init(socket), force: true);
    }

    private void Drop(StoreNode node)
    {
        node.Dropped = true;
        _nodes.Remove(node.Id);
        host.SubscriptionsChanged(node.Socket, null);
        foreach (var child in node.Children.Values)
        {
            Drop(child);
        }
    }

    /// <summary>Takes the socket that a callback returned.</summary>
    private void Settle(StoreNode node, Socket socket, bool force = false)
    {
        if (socket is null)
        {
            throw new InvalidOperationException($"{node.Definition.Type} at {node.Id} returned no socket. Expected the socket it was given, or one made from it.");
        }

        host.CheckAssigns(node.Definition, socket, all: force);
        host.SubscriptionsChanged(node.Socket, socket);
        node.Socket = socket;
        if (!node.Dirty && (force || socket.AnyChanged()))
        {
            node.Dirty = true;
            _dirty.Enqueue(node, node.Depth);
        }
    }

    private PatchEnvelope? Compare()
    {
        using var step = GrainActivities.StartStep("musubi.patch");
        var patch = PatchWriter.Rent();
        if (Version == 0)
        {
            patch.Document.Begin(_root, _cycle);
            patch.ReplaceRoot(_root!);
        }

        // In the order they were rendered, parents first: a parent's operations move its children to where their own paths say they are.
        foreach (var node in _rendered)
        {
            if (node.Before is { } before && !node.Dropped && node.WrittenInCycle != _cycle)
            {
                patch.Document.Begin(node, _cycle);
                patch.MoveTo(node);
                using (host.Metrics.Diffing(node.Definition.Name))
                {
                    node.Definition.Diff(before, node.State!, patch);
                }
            }

            node.Before = null;
        }

        _rendered.Clear();
        var count = patch.Count;
        var ops = patch.Complete();
        if (ops.IsEmpty)
        {
            return null;
        }

        var envelope = new PatchEnvelope(Version, ++Version, ops);
        host.Metrics.PatchBuilt(envelope, Module, count);
        return envelope;
    }

    private static InvalidOperationException Doubled(StoreNode parent, StoreId id) =>
        new($"{parent.Definition.Type} at {parent.Id} places two children with the store id {id}. Expected ids that differ.");
}
