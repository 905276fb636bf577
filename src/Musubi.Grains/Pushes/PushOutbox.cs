using System.Collections.Immutable;
using Musubi.Grains.Diagnostics;

namespace Musubi.Grains.Pushes;

/// <summary>What the roots of this silo push to one gateway process: it goes in on any thread and out in that order, many pushes in one message.</summary>
/// <remarks>
/// <para>One message is on its way at a time, and what is pushed meanwhile is the next: so a push that is alone leaves at once, and when
/// ten thousand come together, messages are as large as the gateway makes them by taking its time. A root never waits for any of that.</para>
/// <para>A gateway that gives receipts has a message sent again, later and later, until it answers or nobody waits for it any more. What waits is
/// bounded by the roots themselves, which push no more than so much before the gateway's word. From a gateway of the build before there is no such
/// word: past its bounds the outbox takes nothing more, and a message that is not answered is given up. Versions show the gap, and
/// <see cref="IStoreGrain.Sync"/> closes it.</para>
/// <para>A gateway is gone when Orleans has said for <see cref="GoneAfter"/> that there is no such client, or when the silo that it was part of is dead. An answer that merely does not
/// come says nothing of the kind: the process may stand still, and its pages be there when it goes on. The roots of a gateway that is gone hear of it, and nothing is sent to it any more.</para>
/// </remarks>
internal sealed class PushOutbox(IGatewayObserver gateway, bool receipts, TimeProvider time, GrainMetrics metrics, Action<int>? lost = null) : IThreadPoolWorkItem
{
    // Enough to make a message's own cost small for each push, and little enough for the gateway to begin while the silo goes on.
    internal const int MaxMessagePushes = 512;
    internal const int MaxMessageBytes = 256 * 1024;

    internal const int MaxWaitingPushes = 128 * MaxMessagePushes;
    internal const int MaxWaitingBytes = 128 * MaxMessageBytes;

    // An answer may get lost, and Orleans would wait for it half a minute.
    internal static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(2);

    internal static readonly TimeSpan FirstRetryDelay = TimeSpan.FromMilliseconds(250);
    internal static readonly TimeSpan MaxRetryDelay = TimeSpan.FromSeconds(8);

    // A client that has lost the only silo it was connected to is unknown until it has found another one.
    internal static readonly TimeSpan GoneAfter = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly HashSet<IPushSource> _roots = [];
    private readonly Queue<PushMessage> _full = new();
    private readonly ImmutableArray<RootPush>.Builder _filling = ImmutableArray.CreateBuilder<RootPush>(0);
    private readonly ImmutableArray<IPushSource?>.Builder _fillingSources = ImmutableArray.CreateBuilder<IPushSource?>(0);
    private int _fillingBytes;
    private int _waiting;
    private int _waitingBytes;
    private bool _senderRuns;
    private bool _asksForIt;
    private TaskCompletionSource? _emptied;
    private volatile bool _isGone;

    // The sender's: since when the gateway has been unknown to Orleans; null when it is not.
    private long? _unknownSince;

    /// <summary>Where it all goes.</summary>
    public IGatewayObserver Gateway => gateway;

    /// <summary>Whether the cluster knows the gateway to be gone.</summary>
    public bool IsGone => _isGone;

    /// <summary>The roots that belong to the gateway.</summary>
    public IPushSource[] Roots
    {
        get
        {
            lock (_lock)
            {
                return [.. _roots];
            }
        }
    }

    /// <summary>Notes that a root belongs to the gateway.</summary>
    public void Join(IPushSource root)
    {
        lock (_lock)
        {
            if (!_isGone)
            {
                _roots.Add(root);
                return;
            }
        }

        root.OnGatewayGone();
    }

    /// <summary>Notes that a root does not belong to the gateway any more.</summary>
    public void Leave(IPushSource root)
    {
        lock (_lock)
        {
            _roots.Remove(root);
        }
    }

    /// <summary>Finds out whether the gateway is still there, if it has roots and nothing is on its way to it.</summary>
    public void AskForIt()
    {
        lock (_lock)
        {
            if (_senderRuns || _isGone || _roots.Count == 0)
            {
                return;
            }

            _asksForIt = _senderRuns = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>Lets the gateway know which of its roots end, because the cluster does.</summary>
    /// <returns>Completes when it has all that it is sent.</returns>
    public Task BidFarewellAsync()
    {
        foreach (var root in Roots)
        {
            if (root.Farewell is { } push)
            {
                Add(push);
            }
        }

        lock (_lock)
        {
            return _senderRuns ? (_emptied ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task : Task.CompletedTask;
        }
    }

    /// <summary>Lets all roots know that the gateway is gone, and sends nothing any more.</summary>
    public void Lose()
    {
        IPushSource[] roots;
        lock (_lock)
        {
            _isGone = true;
            roots = [.. _roots];
            _roots.Clear();
            _full.Clear();
            TakeFilling();
            (_waiting, _waitingBytes) = (0, 0);
        }

        if (roots.Length > 0)
        {
            lost?.Invoke(roots.Length);
        }

        foreach (var root in roots)
        {
            root.OnGatewayGone();
        }
    }

    /// <summary>Takes a push along. Returns at once, whatever the gateway does.</summary>
    /// <param name="push">The push.</param>
    /// <param name="source">Whoever hears of the receipt.</param>
    public void Add(in RootPush push, IPushSource? source = null)
    {
        var bytes = push.Patch?.Size ?? 0;
        lock (_lock)
        {
            if (_isGone)
            {
                return;
            }

            if (!receipts && (_waiting == MaxWaitingPushes || (_waiting > 0 && _waitingBytes + bytes > MaxWaitingBytes)))
            {
                metrics.PushDropped();
                return;
            }

            if (_filling.Count == MaxMessagePushes || (_filling.Count > 0 && _fillingBytes + bytes > MaxMessageBytes))
            {
                _full.Enqueue(TakeFilling());
            }

            _filling.Add(push);
            _fillingSources.Add(source);
            _fillingBytes += bytes;
            _waiting++;
            _waitingBytes += bytes;
            if (_senderRuns)
            {
                return;
            }

            _senderRuns = true;
        }

        // On another thread: a call that this root's turn makes would wait for its answer in the root's name.
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    void IThreadPoolWorkItem.Execute() => _ = SendAsync();

    private async Task SendAsync()
    {
        while (TryTake(out var message))
        {
            var delay = FirstRetryDelay;
            while (!await TrySendAsync(message))
            {
                if (_unknownSince is { } since && time.GetElapsedTime(since) >= GoneAfter)
                {
                    Lose();
                }

                message = receipts ? message.StillWaited() : PushMessage.Empty;
                if (_isGone || (_unknownSince is null && message.Pushes.IsEmpty))
                {
                    break;
                }

                await Task.Delay(delay, time);
                delay = delay * 2 < MaxRetryDelay ? delay * 2 : MaxRetryDelay;
            }
        }
    }

    // False when no answer came: the gateway may have it or not, and may be gone. A message of nothing asks whether it is there.
    private async ValueTask<bool> TrySendAsync(PushMessage message)
    {
        try
        {
            if (receipts)
            {
                var delivered = gateway.Deliver(message.Pushes).AsTask();
                delivered.Ignore();
                message.Acknowledge(await delivered.WaitAsync(AnswerTimeout, time));
            }
            else
            {
                var sent = gateway.Push(message.Pushes).AsTask();
                sent.Ignore();
                await sent.WaitAsync(AnswerTimeout, time);
            }

            _unknownSince = null;
            return true;
        }
        catch (ClientNotAvailableException)
        {
            _unknownSince ??= time.GetTimestamp();
            return false;
        }
        catch (Exception)
        {
            return false;
        }
    }

    // False when there is nothing left to send, and this sender is done.
    private bool TryTake(out PushMessage message)
    {
        lock (_lock)
        {
            message = _full.TryDequeue(out var full) ? full : TakeFilling();
            _waiting -= message.Pushes.Length;
            _waitingBytes -= message.Bytes;
            _senderRuns = message.Pushes.Length > 0 || _asksForIt;
            _asksForIt = false;
            if (!_senderRuns)
            {
                _emptied?.TrySetResult();
            }

            return _senderRuns;
        }
    }

    private PushMessage TakeFilling()
    {
        var taken = new PushMessage(_filling.DrainToImmutable(), _fillingSources.DrainToImmutable(), _fillingBytes);
        _fillingBytes = 0;
        return taken;
    }
}
