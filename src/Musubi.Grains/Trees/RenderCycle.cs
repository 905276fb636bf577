using Musubi.Grains.Diagnostics;
using Musubi.Grains.Documents;
using Musubi.Grains.Hooks;
using Musubi.Grains.Nodes;
using Musubi.Grains.Streams;

namespace Musubi.Grains.Trees;

/// <summary>The nodes of a tree, and what turns their changes into a patch.</summary>
/// <remarks>
/// A callback returns a new socket, which makes its node dirty if an assign changed, and may ask for more: streams, events, tasks.
/// Dirty nodes render, parents first; a render that places a new child, or passes other props to one, makes that child dirty in turn; then each
/// rendered node is compared with what it rendered before. Clean nodes are not looked at, so a cycle costs what changed, not what there is.
/// </remarks>
internal sealed class RenderCycle(StoreCatalog catalog, IStoreTreeHost host, int maxDepth)
{
    private static readonly Socket NotMounted = new();

    // Most roots place no store.
    private ChildPlacer? _placer;
    private long _cycle;
    private bool _restoring;

    // After a move, when hooks may have made other frames of what the client has, or from a storage, which has no transient keys: the next patch is the whole root.
    private bool _unsure;

    /// <summary>The root; null before it is there.</summary>
    public StoreNode? Root { get; private set; }

    /// <summary>The version that the last patch led to; 0 before the first.</summary>
    public long Version { get; private set; }

    /// <summary>The root, and every store below it.</summary>
    public IEnumerable<StoreNode> Nodes => [Root!, .. _placer?.Nodes ?? []];

    /// <summary>What callbacks returned.</summary>
    public Commits Commits { get; } = new(host);

    /// <summary>Where the tree runs.</summary>
    public IStoreTreeHost Host => host;

    public StoreCatalog Catalog => catalog;

    private ChildPlacer Placer => _placer ??= new(catalog, host, Commits, maxDepth);

    /// <summary>A store of the tree; null when there is none of that id.</summary>
    public StoreNode? Find(StoreId id) => id.IsRoot ? Root : _placer?.Find(id);

    /// <summary>Makes the root's node.</summary>
    public StoreNode CreateRoot(StoreDefinition definition)
    {
        Root = new StoreNode(definition, null, StoreId.Root, NotMounted);
        return Root;
    }

    /// <inheritdoc cref="Commits.Commit"/>
    public void Commit(StoreNode node, Socket socket, bool force = false) => Commits.Commit(node, socket, force);

    /// <summary>Renders what is dirty and writes what changed.</summary>
    /// <returns>The patch; null when there is nothing to send.</returns>
    public async ValueTask<PatchEnvelope?> Run()
    {
        if (Commits.Pending is not { } work)
        {
            return null;
        }

        await RenderDirty(work);
        var patch = Compare(work);
        Commits.ReturnWork();
        return patch;
    }

    /// <summary>Brings a saved root back: every store renders again from what it had assigned, and none is initialised.</summary>
    /// <remarks>Rendering has no side effects, so what a client has is still right, and no patch is due. Frame hooks may have some: what they
    /// assign and ask for was had before, and is not had twice.</remarks>
    public async ValueTask Restore(StoreDefinition definition, RootState state, bool rendersAnew)
    {
        _restoring = true;
        Placer.BeginRestoring(CreateRoot(definition), state, rendersAnew);
        var work = Commits.Work;
        await RenderDirty(work);
        foreach (var node in work.Sending)
        {
            node.Output = null;
        }

        Commits.ReturnWork();
        Placer.EndRestoring();
        _restoring = false;
        _unsure = state.Stores.Any(store => FrameHooks.KeepState(store.Socket) || LacksTransient(store));
        Version = state.Version;
    }

    /// <summary>An envelope that replaces the whole root, for a client that has some earlier version. Only between two cycles.</summary>
    public PatchEnvelope ReplaceRoot(long delivered) => new(delivered, Version, PatchBuilder.ReplaceRoot(Root!, ++_cycle));

    /// <summary>An envelope that replaces the whole root, and is a version of its own. Only between two cycles.</summary>
    public PatchEnvelope ReplaceRoot() => new(Version, ++Version, PatchBuilder.ReplaceRoot(Root!, ++_cycle));

    /// <summary>A version in which nothing changed.</summary>
    public PatchEnvelope Step() => new(Version, ++Version, default);

    /// <summary>Takes over a version in which nothing changed.</summary>
    public void StepTo(long version) => Version = Math.Max(Version, version);

    private bool LacksTransient(StoreState saved) =>
        Find(saved.Id) is { } node && node.Definition.Transient.Any(key => !saved.Socket.Assigns.ContainsKey(key.Name));

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
                await Placer.Resolve(node, work.Places.Children, _cycle);
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

        node.State = node.Shape.Freeze(node.State!);
        node.Socket = node.Socket.ResetChanged();
    }

    private void RunFrameHooks(StoreNode node)
    {
        var (frame, shape, socket) = FrameHooks.Run(node, catalog);
        (node.State, node.Shape) = (frame.State, shape);
        if (!_restoring)
        {
            Commits.ReplaceEvents(node, frame.Events);
            Commits.CommitFrame(node, socket);
        }
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

    private PatchEnvelope? Compare(CycleWork work)
    {
        using var step = GrainActivities.StartStep("musubi.patch");
        var (ops, count) = PatchBuilder.Compare(Root!, work.Rendered, _cycle, whole: Version == 0 || _unsure, host.Metrics);
        _unsure = false;
        var beside = work.Sending.Count > 0 ? EnvelopeArrays.Write(work.Sending, host.Metrics) : default;
        if (ops.IsEmpty && beside.IsEmpty)
        {
            return null;
        }

        var envelope = new PatchEnvelope(Version, ++Version, ops, beside.StreamOps, beside.UploadOps, beside.Events);
        host.Metrics.PatchBuilt(envelope, Root!.Definition.Name, count, beside.StreamOpCount, beside.UploadOpCount, beside.EventCount);
        return envelope;
    }
}
