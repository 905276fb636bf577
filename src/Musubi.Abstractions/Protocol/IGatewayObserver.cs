using System.Collections.Immutable;
using Orleans.Concurrency;

namespace Musubi.Protocol;

/// <summary>Where roots send what no command caused; one for each gateway process.</summary>
/// <remarks>Best effort: a push may be lost or come late. Versions show it, and <see cref="IStoreGrain.Sync"/> repairs it.</remarks>
[Alias("musubi.v1.IGatewayObserver"), GrainInterfaceType("Musubi.IGatewayObserver")]
public interface IGatewayObserver : IGrainObserver
{
    /// <summary>What roots of one silo have to say, each root's in its order.</summary>
    /// <returns>Completes when all of it is with its sockets, which is what the silo waits for before it sends more.</returns>
    [Alias("Push")]
    ValueTask Push(ImmutableArray<RootPush> pushes);

    /// <summary>The same, for mounts that take receipts (see <see cref="MountRequest"/>).</summary>
    /// <returns>Completes as <see cref="Push"/> does, and says which clients do not have it all. What is not in it is acknowledged.</returns>
    [Alias("Deliver")]
    ValueTask<PushReceipt> Deliver(ImmutableArray<RootPush> pushes);

    /// <summary>Says that a silo goes on hearing topics for the gateway's sleeping roots. When that word does not come, the gateway wakes them.</summary>
    /// <param name="hold">The number that <see cref="SleepAnswer.Hold"/> gave them, one for all of that silo: a silo that lost them, or has started anew, gives others.</param>
    /// <param name="holdFor">How long that is good.</param>
    [Alias("HoldsAsleep"), OneWay]
    ValueTask HoldsAsleep(long hold, TimeSpan holdFor);
}
