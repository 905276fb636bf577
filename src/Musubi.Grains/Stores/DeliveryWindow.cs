using System.Collections.Immutable;
using Musubi.Grains.Pushes;

namespace Musubi.Grains.Stores;

/// <summary>What one root has said and its gateway may not have yet, and whether the root may say more of its own accord.</summary>
/// <remarks>
/// A gateway that gives receipts says at once what its client has. Until it does, the root keeps everything, so that nothing of it is ever lost while
/// the gateway lives. What bounds that is that the root is <b>held</b> while there is as much as there may be: messages, timers and results of tasks
/// wait in its inbox, and the gateway's word lets it go on. Calls of the gateway are not held: each brings such a word along.
/// </remarks>
internal sealed class DeliveryWindow(MusubiOptions options, bool receipts, RootMount mount) : IPushSource
{
    private UndeliveredPatches _undelivered = new(options.MaxUndeliveredPatches, options.MaxUndeliveredBytes, evicts: !receipts);
    private long _received;
    private volatile bool _held;
    private volatile bool _ended;
    private volatile bool _gatewayGone;

    /// <summary>Whose window it is.</summary>
    public RootMount Mount => mount;

    public bool TakesReceipts => receipts;

    public bool HasEnded => _ended;

    public RootPush? Farewell => mount.IsStored ? null : new RootPush(mount.Id, null);

    /// <summary>Whether the root is to let its gateway go, since the cluster knows that it is gone.</summary>
    public bool IsGatewayGone => _gatewayGone;

    /// <summary>Whether the root has to wait for the gateway's word. It is woken when that has come.</summary>
    public bool IsHeld
    {
        get
        {
            if (!receipts || !IsFull())
            {
                return _held = false;
            }

            // Said first and then looked at again: a receipt that came in between found nobody to tell.
            _held = true;
            Interlocked.MemoryBarrier();
            return _held = IsFull();
        }
    }

    /// <summary>Whether the gateway has all that the root has said.</summary>
    public bool IsEmpty => _undelivered.IsEmpty;

    /// <summary>The version of the last patch that was given up with more than state in it; 0 for none.</summary>
    public long Lost => _undelivered.Lost;

    /// <summary>How much is kept.</summary>
    public (int Patches, int Bytes) Kept => _undelivered.Kept;

    /// <summary>Keeps a patch until the gateway says that it has it.</summary>
    public void Keep(PatchEnvelope? patch) => _undelivered.Add(patch);

    /// <summary>Takes the gateway's word that it has every patch up to a version.</summary>
    public void Acknowledge(long delivered)
    {
        _undelivered.Acknowledge(delivered);
        Release();
    }

    public void OnReceipt(long delivered)
    {
        var received = Volatile.Read(ref _received);
        while (received < delivered)
        {
            received = Interlocked.CompareExchange(ref _received, delivered, received) is var seen && seen == received ? delivered : seen;
        }

        Interlocked.MemoryBarrier();
        Release();
    }

    public void OnGatewayGone()
    {
        if (!_ended)
        {
            _gatewayGone = true;
            mount.Wake();
        }
    }

    /// <summary>The patches that follow what the gateway has, if the first of them is still here.</summary>
    /// <param name="delivered">What it says that it has. A receipt that came since may know more.</param>
    /// <param name="missed">The patches.</param>
    public bool TryGetAfter(ref long delivered, out ImmutableArray<PatchEnvelope> missed)
    {
        delivered = Math.Max(delivered, Volatile.Read(ref _received));
        _undelivered.Acknowledge(delivered);
        return _undelivered.TryGetAfter(delivered, out missed);
    }

    /// <summary>Whether who has that version missed something that no document brings back: stream items, events.</summary>
    public bool IsBeyondRepair(long delivered) => _undelivered.IsBeyondRepair(delivered);

    /// <summary>Takes over what was kept elsewhere.</summary>
    public void Restore(ImmutableArray<PatchEnvelope> patches, long lost) => _undelivered.Restore(patches, lost);

    public ImmutableArray<PatchEnvelope> All() => _undelivered.All();

    /// <summary>Notes that nobody waits for the gateway's word any more.</summary>
    public void End() => _ended = true;

    private bool IsFull()
    {
        _undelivered.Acknowledge(Volatile.Read(ref _received));
        return _undelivered.IsFull;
    }

    private void Release()
    {
        if (_held)
        {
            _held = false;
            mount.WakeIfWaited();
        }
    }
}
