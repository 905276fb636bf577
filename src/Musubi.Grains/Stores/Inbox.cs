using System.Collections.Immutable;
using Musubi.Grains.Nodes;

namespace Musubi.Grains.Stores;

/// <summary>What waits for one mounted root's turn, in order: what runs beside it has said, and what came from outside while it was busy.</summary>
/// <param name="wake">Asks the grain for a turn; called on the grain's scheduler.</param>
/// <param name="scheduler">The grain's scheduler.</param>
internal sealed class Inbox(Action wake, TaskScheduler scheduler)
{
    private ImmutableQueue<TreeMessage> _messages = [];

    public bool IsEmpty => Volatile.Read(ref _messages).IsEmpty;

    /// <summary>How many messages from outside wait. In the grain's turns only.</summary>
    public int FromOutside { get; private set; }

    /// <summary>The messages that wait, oldest first.</summary>
    public IEnumerable<TreeMessage> Messages => Volatile.Read(ref _messages);

    /// <summary>Takes a message in, from any thread, and asks for a turn.</summary>
    public void Post(TreeMessage message)
    {
        ImmutableInterlocked.Enqueue(ref _messages, message);
        Wake();
    }

    /// <summary>Takes a message from outside in. In the grain's turns only.</summary>
    public void Queue(TreeMessage message)
    {
        ImmutableInterlocked.Enqueue(ref _messages, message);
        FromOutside++;
    }

    /// <summary>Asks for a turn, from any thread.</summary>
    public void Wake() => _ = Task.Factory.StartNew(wake, CancellationToken.None, TaskCreationOptions.DenyChildAttach, scheduler);

    /// <summary>Takes the oldest message out; null when there is none.</summary>
    public TreeMessage? Take()
    {
        if (!ImmutableInterlocked.TryDequeue(ref _messages, out var message))
        {
            return null;
        }

        FromOutside -= message is QueuedTopicMessage or QueuedUpdate ? 1 : 0;
        return message;
    }

    /// <summary>Takes the oldest message out if it was published to a topic; null when it was not, or there is none.</summary>
    public QueuedTopicMessage? TakeTopicMessage() =>
        Volatile.Read(ref _messages) is { IsEmpty: false } messages && messages.Peek() is QueuedTopicMessage ? (QueuedTopicMessage?)Take() : null;
}
