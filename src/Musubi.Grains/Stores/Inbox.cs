using System.Collections.Immutable;
using Musubi.Grains.Nodes;

namespace Musubi.Grains.Stores;

/// <summary>What runs beside one mounted root has said to it, until the root's turn comes: one message for each turn, in order.</summary>
/// <param name="wake">Asks the grain for a turn; called on the grain's scheduler.</param>
/// <param name="scheduler">The grain's scheduler.</param>
internal sealed class Inbox(Action wake, TaskScheduler scheduler)
{
    private ImmutableQueue<TreeMessage> _messages = [];

    public bool IsEmpty => Volatile.Read(ref _messages).IsEmpty;

    /// <summary>Takes a message in, from any thread.</summary>
    public void Post(TreeMessage message)
    {
        ImmutableInterlocked.Enqueue(ref _messages, message);
        _ = Task.Factory.StartNew(wake, CancellationToken.None, TaskCreationOptions.DenyChildAttach, scheduler);
    }

    /// <summary>Takes the oldest message out; null when there is none.</summary>
    public TreeMessage? Take() => ImmutableInterlocked.TryDequeue(ref _messages, out var message) ? message : null;
}
