using System.Diagnostics;
using Musubi.Grains.Diagnostics;
using Musubi.Grains.Nodes;

namespace Musubi.Grains.Stores;

/// <summary>New assigns for one store, while they wait for its root's turn.</summary>
internal sealed record QueuedUpdate(SendUpdateRequest Request) : TreeMessage
{
    // Of the call that brought it: what is current in that call is no activity of the caller's.
    public override ActivityContext Cause { get; } = GrainActivities.Caller();
}
