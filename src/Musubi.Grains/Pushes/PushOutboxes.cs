using Microsoft.Extensions.Logging;
using Musubi.Grains.Diagnostics;

namespace Musubi.Grains.Pushes;

/// <summary>The outboxes of this silo, one for each gateway process that has roots here.</summary>
/// <remarks>An outbox is kept by the roots that use it and by what it is sending, and by nothing else. A gateway that is an Orleans client is asked now and then whether it is there, since its
/// idle roots would not find out that it is gone; of one that is part of a silo the membership tells.</remarks>
internal sealed class PushOutboxes(TimeProvider time, GrainMetrics metrics, ILogger<PushOutboxes> log) : IDisposable
{
    /// <summary>How often a gateway is asked to which nothing is pushed.</summary>
    internal static readonly TimeSpan AskInterval = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly Dictionary<IGatewayObserver, WeakReference<PushOutbox>> _outboxes = [];
    private ITimer? _asking;

    /// <summary>The outbox of a gateway, which all its roots share.</summary>
    /// <param name="gateway">The gateway.</param>
    /// <param name="receipts">Whether it gives receipts, which is the same for all its roots.</param>
    public PushOutbox Of(IGatewayObserver gateway, bool receipts)
    {
        lock (_lock)
        {
            if (_outboxes.TryGetValue(gateway, out var kept) && kept.TryGetTarget(out var outbox) && !outbox.IsGone)
            {
                return outbox;
            }

            foreach (var (gone, reference) in _outboxes)
            {
                if (!reference.TryGetTarget(out _))
                {
                    _outboxes.Remove(gone);
                }
            }

            outbox = new PushOutbox(gateway, receipts, time, metrics, log.GatewayGone);
            _outboxes[gateway] = new WeakReference<PushOutbox>(outbox);
            if (_asking is null)
            {
                // Not a part of the call that happened to come first.
                using (ExecutionContext.SuppressFlow())
                {
                    _asking = time.CreateTimer(static self => ((PushOutboxes)self!).AskForAll(), this, AskInterval, AskInterval);
                }
            }

            return outbox;
        }
    }

    /// <summary>Lets the roots of the gateway know that was part of a silo which is dead.</summary>
    public void Lose(SiloAddress silo)
    {
        foreach (var outbox in All())
        {
            if (silo.Equals(GatewayProcess.SiloOf(outbox.Gateway)))
            {
                outbox.Lose();
            }
        }
    }

    /// <summary>Lets all gateways know which of their roots end, because the cluster does.</summary>
    /// <returns>Completes when they have heard of it.</returns>
    public Task BidFarewellAsync() => Task.WhenAll(All().Select(static outbox => outbox.BidFarewellAsync()));

    /// <summary>The roots of this silo that belong to a gateway.</summary>
    public IEnumerable<IPushSource> Roots() => All().SelectMany(static outbox => outbox.Roots);

    public void Dispose()
    {
        lock (_lock)
        {
            _asking?.Dispose();
        }
    }

    private void AskForAll()
    {
        foreach (var outbox in All())
        {
            if (outbox.Gateway is GrainReference && GatewayProcess.SiloOf(outbox.Gateway) is null)
            {
                outbox.AskForIt();
            }
        }
    }

    private List<PushOutbox> All()
    {
        var all = new List<PushOutbox>();
        lock (_lock)
        {
            foreach (var (_, reference) in _outboxes)
            {
                if (reference.TryGetTarget(out var outbox))
                {
                    all.Add(outbox);
                }
            }
        }

        return all;
    }
}
