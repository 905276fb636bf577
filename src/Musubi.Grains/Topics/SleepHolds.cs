using Musubi.Grains.Diagnostics;
using Musubi.Grains.Pushes;

namespace Musubi.Grains.Topics;

/// <summary>The gateways that have sleeping roots whose topics this silo hears: tells each now and then that it still does, in one word for all of its roots.</summary>
internal sealed class SleepHolds : IDisposable
{
    /// <summary>So that two words may be lost.</summary>
    internal static readonly TimeSpan RenewalInterval = SleepHold.Duration / 3;

    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly Dictionary<PushOutbox, SleepHold> _holds = [];
    private ITimer? _renewing;

    public SleepHolds(TimeProvider time, GrainMetrics metrics)
    {
        _time = time;
        metrics.SleepingSubscriptions = () => Count;
    }

    /// <summary>Subscriptions of sleeping roots.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _holds.Values.Sum(static hold => hold.Count);
            }
        }
    }

    /// <summary>Counts subscriptions of a sleeping root of a gateway.</summary>
    /// <param name="gateway">The gateway.</param>
    /// <param name="count">How many.</param>
    /// <param name="onGone">Hears that the gateway is gone.</param>
    public SleepHold Take(PushOutbox gateway, int count, Action<SleepHold> onGone)
    {
        SleepHold? hold;
        lock (_lock)
        {
            if (_holds.TryGetValue(gateway, out hold))
            {
                hold.Count += count;
                return hold;
            }

            hold = _holds[gateway] = new SleepHold(gateway, gone => Lose(gone, onGone)) { Count = count };
            if (_renewing is null)
            {
                // Not a part of the call that happened to come first.
                using (ExecutionContext.SuppressFlow())
                {
                    _renewing = _time.CreateTimer(static self => ((SleepHolds)self!).Renew(), this, RenewalInterval, RenewalInterval);
                }
            }
        }

        gateway.Join(hold);
        return hold;
    }

    /// <summary>Counts a subscription less.</summary>
    public void Return(SleepHold hold)
    {
        lock (_lock)
        {
            if (--hold.Count > 0)
            {
                return;
            }

            Remove(hold);
        }

        hold.Outbox.Leave(hold);
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _renewing?.Dispose();
            _renewing = null;
        }
    }

    private void Lose(SleepHold hold, Action<SleepHold> onGone)
    {
        lock (_lock)
        {
            Remove(hold);
        }

        onGone(hold);
    }

    // Under the lock.
    private void Remove(SleepHold hold)
    {
        if (_holds.TryGetValue(hold.Outbox, out var current) && current == hold)
        {
            _holds.Remove(hold.Outbox);
        }

        if (_holds.Count == 0)
        {
            _renewing?.Dispose();
            _renewing = null;
        }
    }

    private void Renew()
    {
        SleepHold[] holds;
        lock (_lock)
        {
            holds = [.. _holds.Values];
        }

        foreach (var hold in holds)
        {
            hold.Renew();
        }
    }
}
