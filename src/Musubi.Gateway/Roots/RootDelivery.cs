using System.Diagnostics;
using Musubi.Gateway.Diagnostics;

namespace Musubi.Gateway.Roots;

/// <summary>Brings one root's envelopes to its client, in order and without a gap, and says when the grain is to be asked for what is missing.</summary>
/// <remarks>Envelopes come from three sides: answers, syncs and pushes. <see cref="PatchSequence"/> decides which of them is next. A gap makes the
/// next sync due soon; otherwise it is due every interval, which tells the silo that somebody is there. An envelope for which the
/// socket has no room is not delivered and not kept; once there is room, a sync fetches it again. All members are called under the scope's
/// lock, but for those that say otherwise.</remarks>
internal sealed class RootDelivery(MountedRoot root, GrainLink grain, SocketScope scope)
{
    // How long a sync that got no answer waits for the next, at first and at most.
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(8);

    private PatchSequence _sequence = NewSequence(root);
    private int _failedSyncs;
    private bool _syncWanted;
    private bool _owesWord;
    private bool _maySleep;
    private long _syncDue = long.MaxValue;
    private SiloHold? _hold;

    /// <summary>Whether the grain is in its storage alone, so that nothing is asked of it until somebody has something to ask.</summary>
    public bool IsAsleep { get; private set; }

    /// <summary>The grain's version that the client has. Only calls change it, of which there is one at a time, so whoever makes one reads it without the lock.</summary>
    public long Delivered => _sequence.Delivered;

    /// <summary>Whether a version is known of that the client does not have.</summary>
    public bool HasGap => _sequence.HasGap;

    /// <summary>Takes a patch that no command caused; null for the news that there will be no more. It is sent by a flush of the socket. Not under the lock.</summary>
    /// <returns>Whether the client has it now.</returns>
    /// <param name="patch">The patch.</param>
    /// <param name="detail">What the root's crash threw.</param>
    public bool TryPush(PatchEnvelope? patch, string? detail = null)
    {
        bool wantsSync;
        bool has;
        lock (scope.Lock)
        {
            if (patch is null)
            {
                root.OnLost(detail);
            }
            else if (root.Phase == RootPhase.Mounting)
            {
                // Kept, or at least remembered as missing.
                _sequence.IsNext(patch);
            }
            else
            {
                root.Deliver(patch);
            }

            wantsSync = _syncWanted;
            has = patch is null || Delivered >= patch.Version;
        }

        if (wantsSync)
        {
            root.Line.Continue();
        }

        return has;
    }

    /// <summary>How far the client is behind a version that was pushed to it. Not under the lock.</summary>
    /// <returns>What it has; null when it has that version, or will never have it, because the root has ended.</returns>
    public long? ReceiptOf(long version)
    {
        lock (scope.Lock)
        {
            if (root.Phase == RootPhase.Ended || Delivered >= version)
            {
                return null;
            }

            // When it is behind no longer, the silo is to hear that too.
            _owesWord = true;
            return Delivered;
        }
    }

    /// <summary>Sends an envelope, and those that waited for it, if it is the next one.</summary>
    public void Deliver(PatchEnvelope envelope)
    {
        Wake(WakeCause.Push);
        var next = _sequence.IsNext(envelope) ? envelope : null;
        while (next is not null)
        {
            if (!next.IsEmpty && !TrySend(next))
            {
                // Held by the grain, so not held here as well.
                _sequence.Forget();
                return;
            }

            _sequence.Advance(next);
            next = _sequence.TryTakeNext();
        }

        if (_owesWord && !_sequence.HasGap)
        {
            // The root may be waiting for that, and nothing else would say so for a while.
            _owesWord = false;
            _syncWanted = true;
        }

        RepairIfGap();
    }

    /// <summary>Begins at a version that the client has from before.</summary>
    public void Begin(long delivered) => _sequence.Begin(delivered);

    /// <summary>Makes a sync due soon if something is missing.</summary>
    public void RepairIfGap()
    {
        // Without room there is nothing to gain; it is asked again when there is.
        if (_sequence.HasGap && scope.Writer.HasRoom)
        {
            SyncAfter(scope.Options.RepairDelay);
        }
    }

    /// <summary>Has the next call be a sync.</summary>
    public void WantSync() => _syncWanted = true;

    /// <summary>Whether the next call is to be a sync. Asking settles it.</summary>
    public bool TakeSync()
    {
        var wanted = _syncWanted;
        _syncWanted = false;
        return wanted;
    }

    /// <summary>Tells the grain that somebody is there, and asks for what is missing. Not under the lock; the line's.</summary>
    /// <returns>The answer; null when none came.</returns>
    public ValueTask<SyncAnswer?> AskAsync()
    {
        // It may begin where something else ended, and is no part of that.
        Activity.Current = null;
        if (_sequence.HasGap)
        {
            scope.Loggers.Roots.RepairStarted(root.Id, scope.ConnectionId, Delivered);
            scope.Metrics.RepairStarted();
        }

        return grain.SyncAsync(Delivered);
    }

    /// <summary>Takes the answer to that.</summary>
    public void Take(SyncAnswer? answer)
    {
        if (answer is null)
        {
            // The silo may be on its way back, and the page is still good.
            SyncAfter(RetryDelay());
            return;
        }

        _failedSyncs = 0;

        if (!answer.Mounted)
        {
            root.OnLost();
            return;
        }

        SyncOnInterval();
        _maySleep = answer.MaySleep;
        if (!answer.Missed.IsDefault)
        {
            foreach (var missed in answer.Missed)
            {
                root.Deliver(missed);
            }
        }

        RepairIfGap();
    }

    /// <summary>Whether the grain said that it may sleep. Asking settles it.</summary>
    public bool TakeSleep()
    {
        var may = _maySleep;
        _maySleep = false;
        return may;
    }

    /// <summary>Notes that the grain sleeps.</summary>
    public void Sleep(SleepAnswer answer)
    {
        IsAsleep = true;
        scope.Metrics.RootSlept();
        _hold = answer.Hold == 0 ? null : scope.Registry.Holds.Extend(answer.Hold, answer.HoldFor);
        ClearSyncDue();
        SyncAfter(answer.WakeAfter);
    }

    /// <summary>Notes that the grain is awake, or is about to be.</summary>
    /// <param name="cause">Why; null for what was due.</param>
    public void Wake(WakeCause? cause)
    {
        if (IsAsleep)
        {
            scope.Metrics.RootWoke(cause ?? (IsHeld(scope.Clock.GetTimestamp()) ? WakeCause.Due : WakeCause.Lapsed));
            IsAsleep = false;
            _hold = null;
            ClearSyncDue();
            SyncOnInterval();
        }
    }

    /// <summary>Notes that the root ends.</summary>
    public void End()
    {
        if (IsAsleep)
        {
            scope.Metrics.SleepEnded();
            IsAsleep = false;
        }
    }

    /// <summary>Makes a sync due every interval, beginning now.</summary>
    public void SyncOnInterval() => SyncAfter(Scattered(scope.Options.SyncInterval));

    /// <summary>Forgets what was pushed: it was another mount's.</summary>
    public void BeginAnew()
    {
        _sequence = NewSequence(root);
        _owesWord = false;
        _syncWanted = false;
        _syncDue = long.MaxValue;
    }

    /// <summary>Makes the next sync due after that time, unless it is due before.</summary>
    public void SyncAfter(TimeSpan delay)
    {
        var due = scope.Clock.GetTimestamp() + (long)(delay.TotalSeconds * scope.Clock.TimestampFrequency);
        Volatile.Write(ref _syncDue, Math.Min(_syncDue, due));
    }

    /// <summary>Whether it is time for a sync. Without the lock: most often it is not.</summary>
    public bool IsSyncDue(long now) => now >= Volatile.Read(ref _syncDue) || !IsHeld(now);

    /// <summary>Notes that a sync is on its way. Its answer sets the time of the next one.</summary>
    public void ClearSyncDue() => _syncDue = long.MaxValue;

    // Whether its topics are heard while it sleeps, by itself or by a silo.
    private bool IsHeld(long now) => Volatile.Read(ref _hold) is not { } hold || now < hold.Until;

    private static PatchSequence NewSequence(MountedRoot root) => new(root.Resume is { CountsAsRoot: true });

    // Roots that were mounted together, or lost their silo together, should not ask together ever after.
    private static TimeSpan Scattered(TimeSpan delay) => delay * (0.9 + (Random.Shared.NextDouble() * 0.2));

    // One silo is lost for all of its pages.
    private TimeSpan RetryDelay()
    {
        var delay = FirstRetry * (1 << Math.Min(_failedSyncs++, 10));
        return Scattered(delay < LongestRetry ? delay : LongestRetry);
    }

    private bool TrySend(PatchEnvelope envelope)
    {
        if (!scope.Writer.HasRoom)
        {
            return false;
        }

        using (GatewayActivities.StartDelivery())
        {
            root.Owner.Frames.AppendPatch(root.WireId, _sequence.ClientVersion, _sequence.After(envelope), envelope);
        }

        scope.Metrics.PatchDelivered();
        return true;
    }
}
