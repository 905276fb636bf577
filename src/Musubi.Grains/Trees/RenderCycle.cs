using Musubi.Grains.Async;
using Musubi.Grains.Diagnostics;
using Musubi.Grains.Documents;
using Musubi.Grains.Hooks;
using Musubi.Grains.Nodes;
using Musubi.Grains.Streams;
using Musubi.Grains.Timers;

namespace Musubi.Grains.Trees;

/// <summary>The nodes of a tree, and what turns their changes into a patch.</summary>
/// <remarks>
/// A callback returns a new socket, which makes its node dirty if an assign changed, and may ask for more: streams, events, tasks.
/// Dirty nodes render, parents first; a render that places a new child, or passes other props to one, makes that child dirty in turn; then each
/// rendered node is compared with what it rendered before. Clean nodes are not looked at, so a cycle costs what changed, not what there is.
/// </remarks>
internal sealed class RenderCycle(StoreCatalog catalog, IStoreTreeHost host, int maxDepth)
{
    // The stores below the root, of which most roots have none.
    private Dictionary<StoreId, StoreNode>? _below;
    private CycleWork? _work;
    private AsyncTasks? _tasks;
    private NodeTimers? _timers;
    private long _cycle;
    private bool _inFrameHooks;

    // After a move, when hooks may have made other frames of what the client has: the next patch is the whole root.
    private bool _unsure;

    // Only while a saved root comes back: what its stores were.
    private Dictionary<StoreId, StoreState>? _saved;

    /// <summary>The root; null before it is there.</summary>
    public StoreNode? Root { get; private set; }

    /// <summary>The version that the last patch led to; 0 before the first.</summary>
    public long Version { get; private set; }

    /// <summary>The root, and every store below it.</summary>
    public IEnumerable<StoreNode> Nodes => [Root!, .. _below?.Values ?? Enumerable.Empty<StoreNode>()];

    public AsyncTasks Tasks => _tasks ??= new(host);

    public NodeTimers Timers => _timers ??= new(host);

    // From the first thing that there is to do until it is done.
    private CycleWork Work => _work ??= CycleWork.Rent();

    /// <summary>A store of the tree; null when there is none of that id.</summary>
    public StoreNode? Find(StoreId id) => id.IsRoot ? Root : _below?.GetValueOrDefault(id);

    /// <summary>Makes the root's node.</summary>
    public StoreNode Plant(StoreDefinition definition)
    {
        Root = new StoreNode(definition, null, StoreId.Root, new Socket());
        return Root;
    }

    /// <summary>Says that a node's store is new to the client.</summary>
    public void Introduce(StoreNode node)
    {
        if (!node.Definition.Uploads.IsEmpty)
        {
            Output(node).Introduced = true;
        }
    }

    /// <summary>Takes the socket that a callback returned.</summary>
    public void Settle(StoreNode node, Socket socket, bool force = false)
    {
        if (socket is null)
        {
            throw new InvalidOperationException($"{node.Definition.Type} at {node.Id} returned no socket. Expected the socket it was given, or one made from it.");
        }

        var (before, effects) = (node.Socket, socket.Effects);
        socket = socket.WithoutEffects();
        var changed = force || socket.AnyChanged();
        if (changed)
        {
            host.CheckAssigns(node.Definition, socket, all: force);
        }

        if (!ReferenceEquals(before.Private, socket.Private))
        {
            host.SubscriptionsChanged(before, socket);
            changed |= FrameHooks.Differ(before, socket);
        }

        node.Socket = socket;
        if (changed && !_inFrameHooks)
        {
            MakeDirty(node);
        }

        if (effects is not null)
        {
            Take(node, effects);
        }
    }

    /// <summary>Renders what is dirty and writes what changed.</summary>
    /// <returns>The patch; null when there is nothing to send.</returns>
    public async ValueTask<PatchEnvelope?> Run()
    {
        if (_work is not { } work)
        {
            return null;
        }

        await RenderDirty(work);
        var patch = Compare(work);
        LetGo(work);
        return patch;
    }

    /// <summary>Brings a saved root back: every store renders again from what it had assigned, and none is initialised.</summary>
    /// <remarks>Rendering has no side effects, so what a client has is still right, and no patch is due. Frame hooks may have some: what they
    /// assign and ask for was had before, and is not had twice.</remarks>
    public async ValueTask Resume(StoreDefinition definition, RootState state)
    {
        _saved = state.Stores.ToDictionary(static store => store.Id);
        Restore(Plant(definition), _saved[StoreId.Root]);
        await RenderDirty(Work);
        foreach (var node in Work.Sending)
        {
            node.Output = null;
        }

        LetGo(Work);
        _saved = null;
        _unsure = state.Stores.Any(static store => FrameHooks.KeepState(store.Socket));
        Version = state.Version;
    }

    /// <summary>An envelope that replaces the whole root, for a client that has some earlier version. Only between two cycles.</summary>
    public PatchEnvelope ReplaceRoot(long delivered)
    {
        var patch = PatchWriter.Rent();
        patch.Document.Begin(Root, ++_cycle);
        patch.ReplaceRoot(Root!);
        return new PatchEnvelope(delivered, Version, patch.Complete());
    }

    /// <summary>A version in which nothing changed.</summary>
    public PatchEnvelope Step() => new(Version, ++Version, default);

    /// <summary>Ends what runs beside the tree.</summary>
    public void Stop()
    {
        _tasks?.CancelAll();
        _timers?.CancelAll();
    }

    private void MakeDirty(StoreNode node)
    {
        if (!node.Dirty)
        {
            node.Dirty = true;
            Work.Dirty.Enqueue(node, node.Depth);
        }
    }

    private NodeOutput Output(StoreNode node)
    {
        if (node.Output is null)
        {
            node.Output = new NodeOutput();
            Work.Send(node);
        }

        return node.Output;
    }

    // In the order they were asked for, which is the chain's end first.
    private void Take(StoreNode node, Effect effects)
    {
        var chain = Work.Effects;
        for (var effect = effects; effect is not null; effect = effect.Earlier)
        {
            chain.Add(effect);
        }

        for (var i = chain.Count - 1; i >= 0; i--)
        {
            switch (chain[i])
            {
                case StreamEffect of:
                    RequireDeclared(node, node.Definition.Streams.Contains(of.Stream), "stream", of.Stream.Name);
                    Output(node).Streams.Add(of);
                    break;
                case EventEffect pushed:
                    RequireDeclared(node, node.Definition.Events.Contains(pushed.Event), "event", pushed.Event.Name);
                    Output(node).Events.Add(new PushedEvent(pushed.Event.Name, pushed.Payload));
                    if (!_inFrameHooks && FrameHooks.AnyOf(node))
                    {
                        // Events go through the same hooks as the state, and those run at a render.
                        MakeDirty(node);
                    }

                    break;
                case UploadEffect upload:
                    RequireDeclared(node, node.Definition.FindUpload(upload.Upload) is not null, "upload", upload.Upload);
                    Output(node).Uploads.Add(upload);
                    break;
                case UploadFileDrop drop:
                    host.Delete(drop.File);
                    break;
                case AsyncStart start:
                    if (start.Task.Kind == AsyncKind.Stream)
                    {
                        RequireDeclared(node, node.Definition.Streams.Any(stream => stream.Name == start.Task.Name), "stream", start.Task.Name);
                    }

                    Tasks.Start(node, start);
                    break;
                case AsyncCancel cancel:
                    Tasks.Cancel(node, cancel.Task);
                    if (cancel.Task.Kind == AsyncKind.Start)
                    {
                        host.Post(new AsyncStopped(node, cancel.Task, cancel.Reason));
                    }

                    break;
                case TimerStart timer:
                    Timers.Set(node, timer);
                    break;
                case TimerCancel timer:
                    Timers.Cancel(node, timer.Name);
                    break;
            }
        }

        chain.Clear();
    }

    private async ValueTask RenderDirty(CycleWork work)
    {
        if (work.Dirty.Count == 0)
        {
            return;
        }

        using var step = GrainActivities.StartStep("musubi.render");
        _cycle++;
        while (work.Dirty.TryDequeue(out var node, out _))
        {
            // A parent that rendered first may have dropped it.
            if (node.Dropped)
            {
                continue;
            }

            Render(node, work);
            var resolving = host.Metrics.Resolving(node.Definition.Name);
            FindPlaces(node, work.Places);
            if (work.Places.Children.Count > 0 || node.Children.Count > 0)
            {
                await Resolve(node, work.Places.Children);
            }

            resolving.Stop();
        }
    }

    private void Render(StoreNode node, CycleWork work)
    {
        node.Dirty = false;
        work.Rendered.Add(new RenderedNode(node, node.State, node.Shape));
        var rendering = host.Metrics.Rendering(node.Definition.Name);
        node.State = node.Definition.Render(node.Socket);
        rendering.Stop();
        node.Shape = node.Definition.Shape;
        if (FrameHooks.AnyOf(node))
        {
            RunFrameHooks(node);
        }

        node.Socket = node.Socket.ResetChanged();
    }

    private static void FindPlaces(StoreNode node, Placements places)
    {
        places.Clear();
        node.Shape.Place(node.State!, places);
        if (!node.Definition.Streams.IsEmpty || places.Streams.Count > 0)
        {
            StreamPlaces.Check(node.Definition.Type, node.Id, node.Definition.Streams, places.Streams);
        }
    }

    private async ValueTask Resolve(StoreNode node, IReadOnlyList<ChildPlacement> places)
    {
        KeepPlaced(node, places);

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

            await Add(node, place, path);
        }
    }

    private void RunFrameHooks(StoreNode node)
    {
        var (frame, shape, socket) = FrameHooks.Run(node, catalog);
        (node.State, node.Shape) = (frame.State, shape);
        if (_saved is not null)
        {
            return;
        }

        if (node.Output is not null || !frame.Events.IsEmpty)
        {
            var events = Output(node).Events;
            events.Clear();
            events.AddRange(frame.Events);
        }

        // What the hooks assign is not rendered, and what they ask for goes out as it is: it would run through them for ever.
        _inFrameHooks = true;
        Settle(node, FrameHooks.MarkKept(node.Socket, socket));
        _inFrameHooks = false;
    }

    // Before anything is added, so that a store id can pass from a child that goes to one that comes.
    private void KeepPlaced(StoreNode node, IReadOnlyList<ChildPlacement> places)
    {
        foreach (var place in places)
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

    private async ValueTask Add(StoreNode parent, ChildPlacement place, StoreId path)
    {
        var definition = catalog.Of(place.Child.StoreType);
        var id = path.Append(place.Child.Id);
        var socket = parent.Socket.Below(path, place.Child.Id).Assign(Props.Resolve(definition, id, place.Child.Props));
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

        if (!parent.TryAdd(place.Key, child) || !(_below ??= []).TryAdd(id, child))
        {
            throw Doubled(parent, id);
        }

        if (_saved?.GetValueOrDefault(id) is { } saved && saved.Store == definition.Name)
        {
            Restore(child, saved);
        }
        else
        {
            Introduce(child);
            Settle(child, await definition.Store.Init(socket), force: true);
        }
    }

    private void Restore(StoreNode node, StoreState saved)
    {
        Settle(node, saved.Socket, force: true);
        foreach (var timer in saved.Timers)
        {
            Timers.Wait(node, timer);
        }

        foreach (var task in AsyncTable.Of(saved.Socket).Running)
        {
            host.Post(new AsyncStopped(node, task, AsyncReason.Interrupted));
        }
    }

    private void Drop(StoreNode node)
    {
        node.Dropped = true;
        _below!.Remove(node.Id);
        host.SubscriptionsChanged(node.Socket, null);
        _tasks?.CancelAll(node);
        _timers?.CancelAll(node);
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

    private PatchEnvelope? Compare(CycleWork work)
    {
        using var step = GrainActivities.StartStep("musubi.patch");
        var (ops, count) = CompareRendered(work.Rendered);
        var beside = work.Sending.Count > 0 ? EnvelopeArrays.Write(work.Sending, host.Metrics) : default;
        if (ops.IsEmpty && beside.IsEmpty)
        {
            return null;
        }

        var envelope = new PatchEnvelope(Version, ++Version, ops, beside.StreamOps, beside.UploadOps, beside.Events);
        host.Metrics.PatchBuilt(envelope, Root!.Definition.Name, count, beside.StreamOpCount, beside.UploadOpCount, beside.EventCount);
        return envelope;
    }

    private (ReadOnlyMemory<byte> Ops, int Count) CompareRendered(List<RenderedNode> rendered)
    {
        var patch = PatchWriter.Rent();
        if (Version == 0 || _unsure)
        {
            _unsure = false;
            patch.Document.Begin(Root, _cycle);
            patch.ReplaceRoot(Root!);
        }

        // In the order they were rendered, parents first: a parent's operations move its children to where their own paths say they are.
        foreach (var (node, before, shapeBefore) in rendered)
        {
            if (before is null || node.Dropped || node.WrittenInCycle == _cycle)
            {
                continue;
            }

            patch.Document.Begin(node, _cycle);
            patch.MoveTo(node);
            var diffing = host.Metrics.Diffing(node.Definition.Name);
            if (ReferenceEquals(shapeBefore, node.Shape))
            {
                node.Shape.Diff(before, node.State!, patch);
            }
            else
            {
                patch.ReplaceNode(node);
            }

            diffing.Stop();
        }

        var count = patch.Count;
        return (patch.Complete(), count);
    }

    private void LetGo(CycleWork work)
    {
        _work = null;
        work.Return();
    }

    private static void RequireDeclared(StoreNode node, bool declared, string what, string name)
    {
        if (!declared)
        {
            throw new InvalidOperationException(
                $"{node.Definition.Type} at {node.Id} used the {what} '{name}', which it does not declare. Expected one in a public static readonly field of the store.");
        }
    }

    private static InvalidOperationException Doubled(StoreNode parent, StoreId id) =>
        new($"{parent.Definition.Type} at {parent.Id} places two children with the store id {id}. Expected ids that differ.");
}
