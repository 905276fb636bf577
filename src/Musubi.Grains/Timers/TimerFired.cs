using System.Diagnostics;
using Musubi.Grains.Nodes;

namespace Musubi.Grains.Timers;

/// <summary>A timer's time has come.</summary>
/// <param name="Node">The node that set it.</param>
/// <param name="Timer">The timer.</param>
internal sealed record TimerFired(StoreNode Node, StoreTimer Timer) : TreeMessage
{
    /// <summary>None: a timer that sets itself again and again would make one trace of all its life.</summary>
    public override ActivityContext Cause => default;
}
