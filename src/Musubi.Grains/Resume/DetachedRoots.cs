using System.Runtime.InteropServices;

namespace Musubi.Grains.Resume;

/// <summary>The roots of this silo whose clients are on no socket: ends each when its time is over, and the one that waits longest when there are too many.</summary>
/// <remarks>Roots come and go on any thread; what is guarded is in memory and short. A root of nobody's goes before one whose user is known: anybody can make as many of those as they like.</remarks>
internal sealed class DetachedRoots(int maxCount, int maxPerOwner, TimeProvider time)
{
    private const string Nobody = "";

    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly LinkedList<Detached> _oldestFirst = new();
    private readonly Dictionary<string, LinkedList<Detached>> _ofOwner = new(StringComparer.Ordinal);
    private ITimer? _sweep;

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _oldestFirst.Count;
            }
        }
    }

    /// <summary>The roots that wait, the one that waits longest first.</summary>
    public IDetachedRoot[] Roots()
    {
        lock (_lock)
        {
            return [.. _oldestFirst.Select(static detached => detached.Root)];
        }
    }

    /// <summary>Waits for a root's client.</summary>
    /// <param name="owner">Whose root it is; null for nobody's, which share no limit.</param>
    /// <param name="waitFor">How long.</param>
    /// <param name="root">The root.</param>
    /// <returns>What <see cref="Remove"/> takes.</returns>
    public object Add(string? owner, TimeSpan waitFor, IDetachedRoot root)
    {
        var detached = new Detached(owner, time.GetTimestamp() + (long)(waitFor.TotalSeconds * time.TimestampFrequency), root);
        IDetachedRoot? tooMany = null;
        lock (_lock)
        {
            if (owner is not null && _ofOwner.TryGetValue(owner, out var owners) && owners.Count >= maxPerOwner)
            {
                tooMany = Take(owners.First!.Value);
            }
            else if (_oldestFirst.Count >= maxCount)
            {
                tooMany = Take((_ofOwner.TryGetValue(Nobody, out var nobodys) ? nobodys : _oldestFirst).First!.Value);
            }

            detached.Node = _oldestFirst.AddLast(detached);
            detached.OwnersNode = (CollectionsMarshal.GetValueRefOrAddDefault(_ofOwner, detached.Owner, out _) ??= new()).AddLast(detached);
            _sweep ??= time.CreateTimer(static self => ((DetachedRoots)self!).Sweep(), this, SweepInterval, SweepInterval);
        }

        tooMany?.GiveUp();
        return detached;
    }

    /// <summary>Waits no longer for a root that was added: its client is back, or it has ended otherwise.</summary>
    public void Remove(object added)
    {
        lock (_lock)
        {
            Drop((Detached)added);
        }
    }

    /// <summary>How much longer a root waits.</summary>
    public TimeSpan RemainingOf(object added) => time.GetElapsedTime(time.GetTimestamp(), ((Detached)added).Until) is { Ticks: > 0 } left ? left : TimeSpan.Zero;

    private void Sweep()
    {
        var over = new List<IDetachedRoot>();
        lock (_lock)
        {
            var now = time.GetTimestamp();
            for (var node = _oldestFirst.First; node is not null;)
            {
                var (next, detached) = (node.Next, node.Value);
                if (detached.Until <= now)
                {
                    over.Add(detached.Root);
                    Drop(detached);
                }

                node = next;
            }
        }

        foreach (var root in over)
        {
            root.GiveUp();
        }
    }

    // Under the lock, as what follows.
    private IDetachedRoot Take(Detached detached)
    {
        Drop(detached);
        return detached.Root;
    }

    private void Drop(Detached detached)
    {
        if (detached.Node is not { } node)
        {
            return;
        }

        detached.Node = null;
        _oldestFirst.Remove(node);
        var owners = _ofOwner[detached.Owner];
        owners.Remove(detached.OwnersNode!);
        if (owners.Count == 0)
        {
            _ofOwner.Remove(detached.Owner);
        }

        if (_oldestFirst.Count == 0)
        {
            _sweep?.Dispose();
            _sweep = null;
        }
    }

    private sealed class Detached(string? owner, long until, IDetachedRoot root)
    {
        public string Owner => owner ?? Nobody;

        public long Until => until;

        public IDetachedRoot Root => root;

        public LinkedListNode<Detached>? Node { get; set; }

        public LinkedListNode<Detached>? OwnersNode { get; set; }
    }
}
