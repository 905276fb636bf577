using System.Collections.Immutable;
using Musubi.Grains.Nodes;
using Musubi.Grains.Timers;
using Musubi.Values;

namespace Musubi.Grains.Trees;

/// <summary>What changed in a tree since it was saved last.</summary>
/// <remarks>A store's callbacks make new sockets, whose assigns are an array that is copied on write: what did not change is the same reference. So what has to be
/// saved is found by references, among the stores that a callback was called on, whatever the size of the tree.</remarks>
internal sealed class TreeJournal
{
    private readonly NodeTimers _timers;
    private readonly Dictionary<StoreNode, Saved> _saved = [];
    private readonly List<StoreNode> _touched = [];
    private readonly List<StoreId> _dropped = [];
    private StoreNode? _root;

    /// <param name="timers">The tree's timers.</param>
    /// <param name="nodes">The stores of the tree, which are saved as they are.</param>
    public TreeJournal(NodeTimers timers, IEnumerable<StoreNode> nodes)
    {
        _timers = timers;
        foreach (var node in nodes)
        {
            _saved.Add(node, new Saved(node.Socket, timers.Of(node)));
        }
    }

    /// <summary>Notes that a store may have changed.</summary>
    public void Touch(StoreNode node)
    {
        if (_touched.Count == 0 || _touched[^1] != node)
        {
            _touched.Add(node);
        }
    }

    /// <summary>Notes that a store is gone.</summary>
    public void Drop(StoreNode node)
    {
        if (_saved.Remove(node))
        {
            _dropped.Add(node.Id);
        }
    }

    /// <summary>What changed since this was asked last; null when nothing.</summary>
    public RootChange? Take(long version)
    {
        if (_touched.Count == 0 && _dropped.Count == 0)
        {
            return null;
        }

        var stores = ImmutableArray.CreateBuilder<StoreChange>(1);
        Socket? context = null;
        foreach (var node in _touched)
        {
            if (!node.Dropped && Compare(node, ref context) is { } change)
            {
                stores.Add(change);
            }
        }

        ImmutableArray<StoreId> dropped = [.. _dropped];
        _touched.Clear();
        _dropped.Clear();
        return stores.Count == 0 && dropped.IsEmpty && context is null ? null : new RootChange(version, stores.DrainToImmutable(), dropped, context);
    }

    private StoreChange? Compare(StoreNode node, ref Socket? context)
    {
        var timers = _timers.Of(node);
        var isNew = !_saved.TryGetValue(node, out var saved);
        _saved[node] = new Saved(node.Socket, timers);
        if (isNew)
        {
            return new StoreChange(node.Id, node.Definition.Name, Kept(node, []), [], node.Socket.Private.IsEmpty ? null : node.Socket.Private, timers);
        }

        _root ??= node.Parent is null ? node : null;
        if (node == _root && !node.Socket.HasContextOf(saved.Socket))
        {
            context = node.Socket.InheritContext(new Socket());
        }

        var assigned = Kept(node, saved.Socket.Assigns.Entries);
        var removed = Removed(node, saved.Socket);
        var kept = ReferenceEquals(node.Socket.Private, saved.Socket.Private) ? null : node.Socket.Private;
        var timersChanged = !timers.SequenceEqual(saved.Timers);
        return assigned.IsEmpty && removed.IsEmpty && kept is null && !timersChanged
            ? null
            : new StoreChange(node.Id, null, assigned, removed, kept, timersChanged ? timers : default);
    }

    // The assigns that are others than before. A key keeps its place in the array for as long as none is taken away.
    private static ImmutableArray<Assigns.Assign> Kept(StoreNode node, ReadOnlySpan<Assigns.Assign> before)
    {
        var changed = ImmutableArray.CreateBuilder<Assigns.Assign>();
        var now = node.Socket.Assigns.Entries;
        if (now == before)
        {
            return [];
        }

        for (var i = 0; i < now.Length; i++)
        {
            // What can be changed in place is not the same as itself.
            var isSame = i < before.Length && before[i].Key == now[i].Key && ReferenceEquals(before[i].Value, now[i].Value) && ValueComparer.Same(before[i].Value, now[i].Value);
            if (!isSame && !IsTransient(node, now[i].Key))
            {
                changed.Add(now[i]);
            }
        }

        return changed.DrainToImmutable();
    }

    private static ImmutableArray<string> Removed(StoreNode node, Socket before) =>
        before.Assigns.Count <= node.Socket.Assigns.Count && ReferenceEquals(before.Assigns, node.Socket.Assigns)
            ? []
            : [.. before.Assigns.Keys.Where(key => !node.Socket.Assigns.ContainsKey(key))];

    private static bool IsTransient(StoreNode node, string key)
    {
        foreach (var transient in node.Definition.Transient)
        {
            if (transient.Name == key)
            {
                return true;
            }
        }

        return false;
    }

    private readonly record struct Saved(Socket Socket, ImmutableArray<StoreTimer> Timers);
}
