using Musubi.Grains.Diagnostics;

namespace Musubi.Grains.Pushes;

/// <summary>The outboxes of this silo, one for each gateway process that has roots here.</summary>
/// <remarks>An outbox is kept by the roots that use it and by what it is sending, and by nothing else: a gateway that is gone needs not be noticed.</remarks>
internal sealed class PushOutboxes(TimeProvider time, GrainMetrics metrics)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<IGatewayObserver, WeakReference<PushOutbox>> _outboxes = [];

    /// <summary>The outbox of a gateway, which all its roots share.</summary>
    /// <param name="gateway">The gateway.</param>
    /// <param name="receipts">Whether it gives receipts, which is the same for all its roots.</param>
    public PushOutbox Of(IGatewayObserver gateway, bool receipts)
    {
        lock (_lock)
        {
            if (_outboxes.TryGetValue(gateway, out var kept) && kept.TryGetTarget(out var outbox))
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

            outbox = new PushOutbox(gateway, receipts, time, metrics);
            _outboxes[gateway] = new WeakReference<PushOutbox>(outbox);
            return outbox;
        }
    }
}
