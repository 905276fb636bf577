using System.Runtime.InteropServices;

namespace Musubi.Grains.Resume;

/// <summary>The roots of this silo whose clients are on no socket: ends each when its time is over, and the one that waits longest when there are too many.</summary>
/// <remarks>Roots come and go on any thread; what is guarded is in memory and short.</remarks>
internal sealed class DetachedRoots(int maxCount, int maxPerOwner, TimeProvider time)
{
    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly LinkedList<Detached> _oldestFirst = new();
    private readonly Dictionary<string, int> _ofOwner = new(StringComparer.Ordinal);
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

    /// <summary>Waits for a root's client.</summary>
    /// <param name="owner">Whose root it is; null for nobody's, which share no limit.</param>
    /// <param name="waitFor">How long.</param>
    /// <param name="giveUp">Tells the root that its client does not come any more. Returns at once.</param>
    /// <returns>What <see cref="Remove"/> takes.</returns>
    public object Add(string? owner, TimeSpan waitFor, Action giveUp)
    {
        var detached = new Detached(owner, time.GetTimestamp() + (long)(waitFor.TotalSeconds * time.TimestampFrequency), giveUp);
        Action? tooMany = null;
        lock (_lock)
        {
            if (owner is not null && ++CollectionsMarshal.GetValueRefOrAddDefault(_ofOwner, owner, out _) > maxPerOwner)
            {
                tooMany = TakeOldest(owner);
            }
            else if (_oldestFirst.Count >= maxCount)
            {
                tooMany = TakeOldest(null);
            }

            detached.Node = _oldestFirst.AddLast(detached);
            _sweep ??= time.CreateTimer(static self => ((DetachedRoots)self!).Sweep(), this, SweepInterval, SweepInterval);
        }

        tooMany?.Invoke();
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
        var over = new List<Action>();
        lock (_lock)
        {
            var now = time.GetTimestamp();
            for (var node = _oldestFirst.First; node is not null;)
            {
                var (next, detached) = (node.Next, node.Value);
                if (detached.Until <= now)
                {
                    over.Add(detached.GiveUp);
                    Drop(detached);
                }

                node = next;
            }
        }

        foreach (var giveUp in over)
        {
            giveUp();
        }
    }

    // Under the lock, as what follows.
    private Action? TakeOldest(string? owner)
    {
        var node = _oldestFirst.First;
        while (node is not null && owner is not null && node.Value.Owner != owner)
        {
            node = node.Next;
        }

        if (node is null)
        {
            return null;
        }

        Drop(node.Value);
        return node.Value.GiveUp;
    }

    private void Drop(Detached detached)
    {
        if (detached.Node is not { } node)
        {
            return;
        }

        detached.Node = null;
        _oldestFirst.Remove(node);
        if (detached.Owner is { } owner && --CollectionsMarshal.GetValueRefOrAddDefault(_ofOwner, owner, out _) <= 0)
        {
            _ofOwner.Remove(owner);
        }

        if (_oldestFirst.Count == 0)
        {
            _sweep?.Dispose();
            _sweep = null;
        }
    }

    private sealed class Detached(string? owner, long until, Action giveUp)
    {
        public string? Owner => owner;

        public long Until => until;

        public Action GiveUp => giveUp;

        public LinkedListNode<Detached>? Node { get; set; }
    }
}
