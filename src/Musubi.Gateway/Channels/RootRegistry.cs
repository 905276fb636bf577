using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Musubi.Gateway.Diagnostics;

namespace Musubi.Gateway.Channels;

/// <summary>The roots that this process has mounted, by mount id, and the observer through which silos reach them.</summary>
/// <remarks>An observer's calls come one after another, so each returns at once: it finds the root and leaves the sending to another thread.</remarks>
internal sealed class RootRegistry : IGatewayObserver
{
    private readonly ConcurrentDictionary<long, MountedRoot> _roots = new();
    private readonly IGrainFactory _grains;
    private readonly Lazy<IGatewayObserver> _reference;
    private readonly Lazy<GrainReference> _anyRoot;
    private long _lastMountId;

    public RootRegistry(IGrainFactory grains)
    {
        _grains = grains;

        // At the first mount and not before: Orleans has started by then. A failure is not kept, so the next mount tries again.
        // Orleans holds the observer weakly; this singleton is it.
        _reference = new Lazy<IGatewayObserver>(
            () => grains.CreateObjectReference<IGatewayObserver>(this), LazyThreadSafetyMode.PublicationOnly);
        _anyRoot = new Lazy<GrainReference>(
            () => (GrainReference)grains.GetGrain<IStoreGrain>("any"), LazyThreadSafetyMode.PublicationOnly);
    }

    /// <summary>What a grain calls to reach this process.</summary>
    public IGatewayObserver Reference => _reference.Value;

    /// <summary>Roots that are mounted or being mounted.</summary>
    public int Count => _roots.Count;

    public long NextMountId() => Interlocked.Increment(ref _lastMountId);

    // By type names that are found once: finding them looks at the interface's attributes.
    public IStoreGrain GetGrain(StoreGrainKey key) =>
        (IStoreGrain)_grains.GetGrain(GrainId.Create(_anyRoot.Value.GrainId.Type, key.ToString()), _anyRoot.Value.InterfaceType);

    public void Add(MountedRoot root) => _roots[root.MountId] = root;

    public void Remove(MountedRoot root) => _roots.TryRemove(root.MountId, out _);

    /// <summary>Looks for roots whose time for a sync has come.</summary>
    public void Sweep(long now)
    {
        foreach (var (_, root) in _roots)
        {
            root.SyncIfDue(now);
        }
    }

    ValueTask IGatewayObserver.Patch(long mountId, PatchEnvelope patch)
    {
        if (TryFind(mountId, out var root))
        {
            using var push = GatewayActivities.StartPush();
            root.Push(patch);
        }

        return ValueTask.CompletedTask;
    }

    ValueTask IGatewayObserver.Crashed(long mountId)
    {
        if (TryFind(mountId, out var root))
        {
            root.Lose();
        }

        return ValueTask.CompletedTask;
    }

    // A push for a root that has gone meanwhile is nothing unusual.
    public bool TryFind(long mountId, [NotNullWhen(true)] out MountedRoot? root) => _roots.TryGetValue(mountId, out root);
}
