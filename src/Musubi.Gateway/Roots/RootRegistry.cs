using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Musubi.Gateway.Diagnostics;

namespace Musubi.Gateway.Roots;

/// <summary>The roots that this process has mounted, by mount id, and the observer through which silos reach them.</summary>
/// <remarks>An observer's calls come one after another, so none waits for a socket: a frame is in the hands of the transport, or of the socket's sender, when it is done.</remarks>
internal sealed class RootRegistry : IGatewayObserver
{
    // Fewer are done before another thread has begun.
    private const int PushesPerWorker = 64;

    // Silos that are slow because there is too much to do get little more to do.
    private const int RepeatsPerSweep = 2500;

    // The same when a silo is lost that many roots slept by: each is read from its storage.
    private const int WakesPerSweep = 1000;

    private readonly ConcurrentDictionary<long, MountedRoot> _roots = new();
    private readonly IGrainFactory _grains;
    private readonly Lazy<IGatewayObserver> _reference;
    private readonly Lazy<GrainReference> _anyRoot;
    private readonly MountIds _mountIds;

    public RootRegistry(IGrainFactory grains, TimeProvider clock)
    {
        _grains = grains;
        _mountIds = new MountIds(clock);
        Holds = new SiloHolds(clock);

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

    /// <summary>Which silos hear topics for roots of this process that sleep.</summary>
    public SiloHolds Holds { get; }

    public long NextMountId() => _mountIds.Next();

    // By type names that are found once: finding them looks at the interface's attributes.
    public IStoreGrain GetGrain(StoreGrainKey key) =>
        (IStoreGrain)_grains.GetGrain(GrainId.Create(_anyRoot.Value.GrainId.Type, key.ToString()), _anyRoot.Value.InterfaceType);

    public void Add(MountedRoot root) => _roots[root.MountId] = root;

    public void Remove(MountedRoot root) => _roots.TryRemove(root.MountId, out _);

    /// <summary>The socket that a page has which comes back to its roots, by what its stores know as their connection; null when it is not here.</summary>
    /// <remarks>It looks at every root. Whoever asks ends a socket, which is rare.</remarks>
    public string? SocketOf(string page)
    {
        foreach (var (_, root) in _roots)
        {
            if (string.Equals(root.Resume?.Connection, page, StringComparison.Ordinal))
            {
                return root.SocketId;
            }
        }

        return null;
    }

    /// <summary>Looks for roots whose time for a sync has come, or whose silo does not answer.</summary>
    public void Sweep(long now)
    {
        var (repeats, wakes) = (RepeatsPerSweep, WakesPerSweep);
        foreach (var (_, root) in _roots)
        {
            root.Line.Sweep(now, ref repeats, ref wakes);
        }

        Holds.Sweep(now);
    }

    ValueTask IGatewayObserver.HoldsAsleep(long hold, TimeSpan holdFor)
    {
        Holds.Extend(hold, holdFor);
        return ValueTask.CompletedTask;
    }

    async ValueTask IGatewayObserver.Push(ImmutableArray<RootPush> pushes) => await DeliverAsync(pushes);

    async ValueTask<PushReceipt> IGatewayObserver.Deliver(ImmutableArray<RootPush> pushes)
    {
        var behind = ImmutableArray.CreateBuilder<RootReceipt>();
        foreach (var ofWorker in await DeliverAsync(pushes))
        {
            foreach (var (root, version) in ofWorker ?? [])
            {
                // Asked now, since a later push may have brought what was missing.
                if (root.Delivery.ReceiptOf(version) is { } delivered)
                {
                    behind.Add(new RootReceipt(root.MountId, delivered));
                }
            }
        }

        return new PushReceipt(behind.DrainToImmutable());
    }

    // A push for a root that has gone meanwhile is nothing unusual.
    public bool TryFind(long mountId, [NotNullWhen(true)] out MountedRoot? root) => _roots.TryGetValue(mountId, out root);

    // Brings every push to its root, and tells which version it came to of those whose client does not have it yet.
    private async ValueTask<Dictionary<MountedRoot, long>?[]> DeliverAsync(ImmutableArray<RootPush> pushes)
    {
        var workers = Math.Clamp(pushes.Length / PushesPerWorker, 1, Environment.ProcessorCount);
        var others = new Task<Dictionary<MountedRoot, long>?>[workers - 1];
        for (var i = 0; i < others.Length; i++)
        {
            var worker = i + 1;
            others[i] = Task.Run(() => DeliverShare(pushes, worker, workers));
        }

        var own = DeliverShare(pushes, 0, workers);
        return [own, .. await Task.WhenAll(others)];
    }

    // One root's pushes are one worker's, and so in order.
    private Dictionary<MountedRoot, long>? DeliverShare(ImmutableArray<RootPush> pushes, int worker, int workers)
    {
        Dictionary<MountedRoot, long>? behind = null;
        foreach (ref readonly var push in pushes.AsSpan())
        {
            if (MountIds.Ordinal(push.MountId) % workers != worker || !TryFind(push.MountId, out var root))
            {
                continue;
            }

            if (push.TakenOver)
            {
                root.OnTakenOver();
                continue;
            }

            using (GatewayActivities.StartPush(push))
            {
                if (!root.Delivery.TryPush(push.Patch, push.Detail) && push.Patch is { } early)
                {
                    (behind ??= [])[root] = early.Version;
                }
            }

            root.Flush();
        }

        return behind;
    }
}
