using System.Collections.Immutable;
using Musubi.Grains.Nodes;

namespace Musubi.Grains.Timers;

/// <summary>The timers of one tree that have not fired yet.</summary>
internal sealed class NodeTimers(IStoreTreeHost host)
{
    private readonly Dictionary<StoreNode, Dictionary<StoreTimer, ITimer>> _waiting = [];

    /// <summary>When the next one is due; null when there is none.</summary>
    public DateTimeOffset? NextDue => _waiting.Values.SelectMany(static timers => timers.Keys).Min(static timer => (DateTimeOffset?)timer.Due);

    public void Set(StoreNode node, TimerStart start)
    {
        if (start.Name is { } name)
        {
            Cancel(node, name);
        }

        Wait(node, new StoreTimer(start.Name, host.Time.GetUtcNow() + start.Delay, start.Message));
    }

    public void Cancel(StoreNode node, string name)
    {
        if (Of(node).FirstOrDefault(timer => timer.Name == name) is { } timer)
        {
            Take(node, timer);
        }
    }

    public void CancelAll(StoreNode node)
    {
        foreach (var timer in Of(node))
        {
            Take(node, timer);
        }
    }

    public void CancelAll()
    {
        foreach (var node in _waiting.Keys.ToArray())
        {
            CancelAll(node);
        }
    }

    /// <summary>The timers of a node, as data.</summary>
    public ImmutableArray<StoreTimer> Of(StoreNode node) => _waiting.TryGetValue(node, out var timers) ? [.. timers.Keys] : [];

    /// <summary>Waits for what is left of a timer that was set elsewhere.</summary>
    public void Wait(StoreNode node, StoreTimer timer)
    {
        var left = timer.Due - host.Time.GetUtcNow();
        if (!_waiting.TryGetValue(node, out var timers))
        {
            // Two timers with equal messages are two timers.
            _waiting.Add(node, timers = new(ReferenceEqualityComparer.Instance));
        }

        timers.Add(timer, host.Time.CreateTimer(
            static state => ((Action)state!)(),
            () => host.Post(new TimerFired(node, timer)),
            left > TimeSpan.Zero ? left : TimeSpan.Zero,
            Timeout.InfiniteTimeSpan));
    }

    /// <summary>Takes a timer out.</summary>
    /// <returns>False when it was cancelled meanwhile.</returns>
    public bool Take(StoreNode node, StoreTimer timer)
    {
        if (!_waiting.TryGetValue(node, out var timers) || !timers.Remove(timer, out var waiting))
        {
            return false;
        }

        waiting.Dispose();
        if (timers.Count == 0)
        {
            _waiting.Remove(node);
        }

        return true;
    }
}
