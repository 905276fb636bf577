using Musubi.Grains.Trees;

namespace Musubi.Grains.Async;

/// <summary>A task came to something.</summary>
/// <param name="Running">The task.</param>
/// <param name="Outcome">What it came to.</param>
internal sealed record AsyncFinished(RunningTask Running, AsyncOutcome<object?> Outcome) : TreeMessage;

/// <summary>A task that <c>HandleAsync</c> waits for was cancelled.</summary>
/// <param name="Node">The node.</param>
/// <param name="Task">The task.</param>
/// <param name="Reason">Why.</param>
internal sealed record AsyncCancelled(StoreNode Node, AsyncTask Task, AsyncReason Reason) : TreeMessage;

/// <summary>The tasks of a node did not come along when its root came from elsewhere.</summary>
/// <param name="Node">The node.</param>
/// <param name="Task">One of its tasks.</param>
internal sealed record AsyncInterrupted(StoreNode Node, AsyncTask Task) : TreeMessage;
