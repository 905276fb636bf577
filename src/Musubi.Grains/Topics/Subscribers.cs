namespace Musubi.Grains.Topics;

/// <summary>The roots of this silo that are subscribed to one topic: those that are awake hear it themselves, those that sleep are woken for it.</summary>
/// <remarks>Told in a row, and that outside the lock: the row of those awake is made when a message comes, and good until somebody comes or goes.</remarks>
internal sealed class Subscribers
{
    private readonly HashSet<IStoreGrain> _awake = [];
    private Dictionary<IdSpan, Sleeper>? _asleep;
    private IStoreGrain[]? _row;

    public bool IsEmpty => _awake.Count == 0 && _asleep is null;

    /// <summary>All that are awake.</summary>
    public IStoreGrain[] Awake => _row ??= [.. _awake];

    /// <summary>All that sleep.</summary>
    public KeyValuePair<IdSpan, Sleeper>[] Asleep => _asleep is null ? [] : [.. _asleep];

    public void Add(IStoreGrain root)
    {
        _row = null;
        _awake.Add(root);
    }

    public void Remove(IStoreGrain root)
    {
        _row = null;
        _awake.Remove(root);
    }

    /// <summary>Notes that a root sleeps, or something else of one that does.</summary>
    /// <returns>What it was before; null for none.</returns>
    public Sleeper? Set(IdSpan root, Sleeper sleeper)
    {
        var before = Find(root);
        (_asleep ??= [])[root] = sleeper;
        return before;
    }

    /// <summary>A root that sleeps; null when there is none of that key.</summary>
    public Sleeper? Find(IdSpan root) => _asleep is not null && _asleep.TryGetValue(root, out var sleeper) ? sleeper : null;

    /// <summary>Forgets a root that slept.</summary>
    public void Forget(IdSpan root)
    {
        if (_asleep is not null && _asleep.Remove(root) && _asleep.Count == 0)
        {
            _asleep = null;
        }
    }
}
