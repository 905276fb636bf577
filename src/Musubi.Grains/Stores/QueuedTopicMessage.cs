using System.Diagnostics;
using Musubi.Grains.Diagnostics;
using Musubi.Grains.Nodes;

namespace Musubi.Grains.Stores;

/// <summary>A message that was published to a topic, while it waits for its root's turn.</summary>
internal sealed record QueuedTopicMessage(InfoMessage Message) : TreeMessage
{
    // Of the call that brought it: what is current in that call is no activity of the caller's.
    public override ActivityContext Cause { get; } = GrainActivities.Caller();
}
