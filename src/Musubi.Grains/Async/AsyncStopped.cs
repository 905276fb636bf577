using Musubi.Grains.Nodes;

namespace Musubi.Grains.Async;

/// <summary>A task will come to nothing of its own: it was cancelled, or did not come along when its root came from elsewhere.</summary>
/// <param name="Node">The node.</param>
/// <param name="Task">The task.</param>
/// <param name="Reason">Why.</param>
internal sealed record AsyncStopped(StoreNode Node, AsyncTask Task, AsyncReason Reason) : TreeMessage;
