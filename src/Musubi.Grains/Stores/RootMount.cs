using Musubi.Grains.Diagnostics;
using Musubi.Grains.Nodes;
using Musubi.Grains.Pushes;
using Musubi.Grains.Topics;
using Musubi.Grains.Trees;

namespace Musubi.Grains.Stores;

/// <summary>One mount of a root: its tree of stores, the gateway that it belongs to, and what that may not have yet.</summary>
/// <remarks>A grain that is not mounted has none. A mount that ended is never used again: what a task still says to it is heard by nobody.</remarks>
internal sealed partial class RootMount : IStoreTreeHost
{
    private const int MaxMessagesOneByOne = 16;

    private readonly StoreServices _silo;
    private readonly StoreGrain _grain;
    private PushOutbox? _outbox;
    private DeliveryWindow _window;
    private RootTopics _topics;
    private Inbox? _inbox;
    private long _heard;
    private long _number;
    private long _firstNumber;
    private object? _answer;
    private long _answerVersion;
    private bool _overflowed;

    /// <param name="silo">What all roots of the silo work with.</param>
    /// <param name="grain">The grain that it is mounted on.</param>
    /// <param name="id">What the gateway calls it.</param>
    /// <param name="gateway">Where pushes go; null for a mounter that asks with <see cref="IStoreGrain.Sync"/> instead.</param>
    /// <param name="receipts">Whether that gateway gives receipts.</param>
    public RootMount(StoreServices silo, StoreGrain grain, long id, IGatewayObserver? gateway, bool receipts)
    {
        (_silo, _grain, Id) = (silo, grain, id);
        receipts &= gateway is not null;
        _outbox = gateway is null ? null : silo.Outboxes.Of(gateway, receipts);
        _window = new DeliveryWindow(silo.Options, receipts, this);
        _outbox?.Join(_window);
        Tree = new StoreTree(silo.Catalog, this, silo.Options.MaxTreeDepth);
        Touch();
    }

    public long Id { get; private set; }

    public StoreTree Tree { get; }

    /// <summary>Whether a callback runs, so that the tree is between two states.</summary>
    public bool InTurn { get; private set; }

    /// <summary>Whether its gateway has been silent for too long. Messages keep an activation young, so a busy topic would keep a root alive that nobody looks at.</summary>
    public bool IsOrphan => !IsDetached && _silo.Time.GetElapsedTime(_heard) > _silo.Options.OrphanAfter;

    private Inbox Inbox => Volatile.Read(ref _inbox) ?? CreateInbox();

    /// <summary>Whether it has said as much of its own accord as it may before the gateway's word.</summary>
    public bool IsHeld => _window.IsHeld;

    /// <summary>Whether what comes from outside has to wait: behind a callback that runs, behind what waits already, or for the gateway's word.</summary>
    public bool IsBusy => InTurn || HasMessage || IsHeld;

    /// <summary>Notes that its gateway was heard of.</summary>
    public void Touch() => (_heard, _wokeUnasked) = (_silo.Time.GetTimestamp(), false);

    /// <summary>Notes the same, and that the gateway has every patch up to a version.</summary>
    public void Acknowledge(long delivered)
    {
        Touch();
        _window.Acknowledge(delivered);
        if (delivered > Tree.Version && IsDurable)
        {
            // It came back from its storage, which holds no version in which nothing changed.
            Tree.StepTo(delivered);
        }
    }

    public void BeginTurn() => InTurn = true;

    public void EndTurn()
    {
        InTurn = false;
        if (_topics.AnyEarly)
        {
            _topics.EndTurn(_silo.Topics, _grain.Self);
        }
    }

    /// <summary>Keeps a patch until the gateway says that it has it.</summary>
    public void Keep(PatchEnvelope? patch)
    {
        _window.Keep(patch);
        if (_resumable is { } resumable && patch is not null)
        {
            resumable.Recent.Add(patch, _silo.Time.GetTimestamp());
        }
    }

    /// <summary>The answer that the gateway's call of that number got; null when it was not made yet. It has one call in flight, so the last answer is all that it can have lost.</summary>
    /// <param name="number">The call's, which is that of the first command in it.</param>
    public object? AnswerTo(long number) => number != 0 && number == _firstNumber ? _answer : null;

    /// <summary>Keeps the answer to the gateway's call of that number, which may get lost.</summary>
    /// <param name="number">The call's number; of several commands the last one's.</param>
    /// <param name="answer">The answer; null when the gateway has it.</param>
    /// <param name="patch">The last patch in it; null for none.</param>
    public void Remember(long number, object? answer, PatchEnvelope? patch)
    {
        (_number, _answer, _answerVersion) = (number, answer, patch?.Version ?? long.MaxValue);
        _firstNumber = number - AnswerChain.Following(answer);
    }

    /// <summary>Whether a call of that number was made and answered. One that comes again after the next is late on its way, and nobody waits for it.</summary>
    public bool IsPast(long number) => number != 0 && number <= _number;

    /// <summary>Tells the gateway what no call of it caused.</summary>
    /// <param name="cycle">The cycle that it comes from.</param>
    /// <param name="patch">What changed; null when the root crashed.</param>
    /// <param name="crash">What the crash threw.</param>
    public void Push(in Cycle cycle, PatchEnvelope? patch, Exception? crash = null) =>
        _outbox?.Add(cycle.Push(Id, patch, crash is null ? null : CrashDetail.Of(crash)), _window.TakesReceipts ? _window : null);

    /// <summary>Says what the gateway missed. Also in the middle of a turn, when there is no whole root to send: then the next sync will find one.</summary>
    /// <returns>The patches; null when what was missed can be brought back by nothing but a new mount.</returns>
    public SyncAnswer? Sync(long delivered)
    {
        // Who has its patch has the answer, or has given it up. Who has not may have asked before the call, and is late.
        if (delivered >= _answerVersion)
        {
            _answer = null;
        }

        DropSent();
        Acknowledge(delivered);
        if (_window.TryGetAfter(ref delivered, out var missed))
        {
            return new SyncAnswer(Mounted: true, missed);
        }

        if (Tree.Version == delivered || InTurn)
        {
            return new SyncAnswer(Mounted: true, [], MaySleep(delivered));
        }

        if (_window.IsBeyondRepair(delivered))
        {
            _silo.Logger.GivenUp(Tree.Module, _silo.Options.MaxUndeliveredPatches, _silo.Options.MaxUndeliveredBytes);
            return null;
        }

        return new SyncAnswer(Mounted: true, [Tree.ReplaceRoot(delivered)]);
    }

    /// <summary>Whether a message on that topic is for one of its stores. One may be on its way while a subscription ends.</summary>
    public bool Hears(string topic) => _topics.Contains(topic);

    /// <summary>Takes in what came from outside while the root is busy, unless too much waits.</summary>
    public void Queue(TreeMessage message)
    {
        if (Inbox.FromOutside >= _silo.Options.MaxWaitingMessages)
        {
            _silo.Metrics.MessageDropped(Tree.Module);
            if (!_overflowed)
            {
                _overflowed = true;
                _silo.Logger.MessagesDropped(Tree.Module, _silo.Options.MaxWaitingMessages);
            }

            return;
        }

        Inbox.Queue(message);
        if (!IsHeld)
        {
            _grain.Wake();
        }
    }

    /// <summary>The next message that waits; null when there is none.</summary>
    public TreeMessage? TakeMessage()
    {
        var inbox = Volatile.Read(ref _inbox);
        var message = inbox?.Take();
        _overflowed &= inbox is { FromOutside: > 0 };
        return message;
    }

    /// <summary>The body of the next message that waits, if that was published to a topic; null when it was not, or there is none.</summary>
    public object? TakeTopicMessage()
    {
        while (_inbox?.TakeTopicMessage() is { } queued)
        {
            if (Hears(queued.Message.Topic))
            {
                return queued.Message.Body;
            }
        }

        return null;
    }

    /// <summary>Whether so many messages from outside wait that each of its own would take longer than the page should.</summary>
    public bool TopicMessagesPile => _inbox is { FromOutside: > MaxMessagesOneByOne };

    /// <summary>Whether another message waits.</summary>
    public bool HasMessage => Volatile.Read(ref _inbox) is { IsEmpty: false };

    /// <summary>Ends what runs beside the tree, and its subscriptions.</summary>
    public void Release()
    {
        Tree.Stop();
        WaitNoLonger();
        _window.End();
        _outbox?.Leave(_window);
        if (_topics.Any)
        {
            _topics.Clear(_silo.Topics, _grain.Self);
        }
    }

    /// <summary>Asks for a turn. On any thread.</summary>
    public void Wake() => Inbox.Wake();

    /// <summary>Asks for a turn if something waits for one. On any thread.</summary>
    public void WakeIfWaited()
    {
        if (Volatile.Read(ref _inbox) is { IsEmpty: false } inbox)
        {
            inbox.Wake();
        }
    }

    private Inbox CreateInbox()
    {
        var made = new Inbox(_grain.Wake, _grain.Turns);
        return Interlocked.CompareExchange(ref _inbox, made, null) ?? made;
    }
}
