using Musubi.Grains.Async;
using Musubi.Grains.Documents;
using Musubi.Grains.Nodes;
using Musubi.Values;

namespace Musubi.Grains.Trees;

/// <summary>The stores below a root: adds those that a render placed anew, hands changed props to those that it kept, and drops the others.</summary>
/// <remarks>A root that places no store has none.</remarks>
internal sealed class ChildPlacer(StoreCatalog catalog, IStoreTreeHost host, Commits commits, int maxDepth)
{
    private readonly Dictionary<StoreId, StoreNode> _below = [];

    // Only while a saved root comes back: what its stores were.
    private Dictionary<StoreId, StoreState>? _saved;
    private bool _rendersAnew;

    /// <summary>Every store below the root.</summary>
    public IReadOnlyCollection<StoreNode> Nodes => _below.Values;

    public StoreNode? Find(StoreId id) => _below.GetValueOrDefault(id);

    /// <summary>Begins to bring a saved root back: until <see cref="EndRestoring"/>, a store that was there is restored where it would be initialised.</summary>
    /// <param name="root">The root.</param>
    /// <param name="state">What it was.</param>
    /// <param name="rendersAnew">Whether another build rendered it last, so that a parent may pass others to its children than it did.</param>
    public void BeginRestoring(StoreNode root, RootState state, bool rendersAnew)
    {
        _saved = state.Stores.ToDictionary(static store => store.Id);
        _rendersAnew = rendersAnew;
        var saved = _saved[StoreId.Root];
        Restore(root, root.Definition.Revive(saved.Socket), saved);
    }

    public void EndRestoring() => _saved = null;

    /// <summary>Does what one render of a node asks for.</summary>
    /// <param name="node">The node that rendered.</param>
    /// <param name="places">Where it placed stores.</param>
    /// <param name="cycle">The render cycle.</param>
    public async ValueTask Resolve(StoreNode node, IReadOnlyList<ChildPlacement> places, long cycle)
    {
        KeepPlaced(node, places, cycle);

        // Most children of a store are in one list of it, and share what their ids begin with.
        var (container, path) = (default(Container), node.Id);
        foreach (var place in places)
        {
            if (node.Children.TryGetValue(place.Key, out var child))
            {
                await Update(child, place);
                continue;
            }

            if (place.Key.Container != container)
            {
                container = place.Key.Container;
                path = container.Below(node.Id);
            }

            await Add(node, place, path, cycle);
        }
    }

    // Before anything is added, so that a store id can pass from a child that goes to one that comes.
    private void KeepPlaced(StoreNode node, IReadOnlyList<ChildPlacement> places, long cycle)
    {
        foreach (var place in places)
        {
            if (!node.Children.TryGetValue(place.Key, out var child) || child.Definition.Type != place.Child.StoreType)
            {
                continue;
            }

            if (child.PlacedInCycle == cycle)
            {
                throw Doubled(node, child.Id);
            }

            child.PlacedInCycle = cycle;
            child.Pointer = place.Pointer;
            child.Index = place.Index;
        }

        List<ChildKey>? dropped = null;
        foreach (var (key, child) in node.Children)
        {
            if (child.PlacedInCycle != cycle)
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
            commits.Commit(child, await child.Definition.Callbacks.Update(newAssigns, child.Socket));
        }
    }

    private async ValueTask Add(StoreNode parent, ChildPlacement place, StoreId path, long cycle)
    {
        var definition = catalog.Of(place.Child.StoreType);
        var id = path.Append(place.Child.Id);
        var socket = parent.Socket.Below(path, place.Child.Id).Assign(Props.Resolve(definition, id, place.Child.Props));
        var child = new StoreNode(definition, parent, id, socket)
        {
            Props = place.Child.Props,
            Pointer = place.Pointer,
            Index = place.Index,
            PlacedInCycle = cycle,
        };
        if (child.Depth > maxDepth)
        {
            throw new InvalidOperationException($"{definition.Type} at {id} is {child.Depth} stores deep. Expected at most {maxDepth}: does a store place itself?");
        }

        if (!parent.TryAdd(place.Key, child) || !_below.TryAdd(id, child))
        {
            throw Doubled(parent, id);
        }

        if (_saved?.GetValueOrDefault(id) is { } saved && saved.Store == definition.Name)
        {
            Restore(child, await Revive(child, saved), saved);
        }
        else
        {
            commits.Announce(child);
            commits.Commit(child, await definition.Callbacks.Init(socket), force: true);
        }
    }

    private async ValueTask<Socket> Revive(StoreNode child, StoreState saved)
    {
        var socket = child.Definition.Revive(saved.Socket);
        if (!_rendersAnew)
        {
            return socket;
        }

        var passed = new Dictionary<string, object?>(Props.Resolve(child.Definition, child.Id, child.Props));
        return passed.All(prop => socket.Assigns.TryGetValue(prop.Key, out var had) && ValueComparer.Same(had, prop.Value)) ? socket : await child.Definition.Callbacks.Update(passed, socket);
    }

    private void Restore(StoreNode node, Socket socket, StoreState saved)
    {
        commits.Commit(node, node.Parent is null ? socket.ListeningAt(host) : socket, force: true);
        foreach (var timer in saved.Timers)
        {
            commits.Timers.Wait(node, timer);
        }

        foreach (var task in AsyncTable.Of(saved.Socket).Running)
        {
            host.Post(new AsyncStopped(node, task, AsyncReason.Interrupted));
        }
    }

    private void Drop(StoreNode node)
    {
        node.Dropped = true;
        _below.Remove(node.Id);
        host.SubscriptionsChanged(node.Socket, null);
        commits.Discard(node);
        foreach (var entry in UploadTable.Of(node.Socket).All())
        {
            if (entry.File is { } file)
            {
                host.Delete(file);
            }
        }

        foreach (var child in node.Children.Values)
        {
            Drop(child);
        }
    }

    private static InvalidOperationException Doubled(StoreNode parent, StoreId id) =>
        new($"{parent.Definition.Type} at {parent.Id} places two children with the store id {id}. Expected ids that differ.");
}
