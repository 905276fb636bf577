namespace Musubi.Protocol;

/// <summary>Knows every gateway process of the cluster, and tells them whose sockets are to end. There is one; its key is 0.</summary>
/// <remarks>It keeps what it is told for ten minutes, so that a gateway that could not be reached hears of it when it joins again. Gateways join every five
/// seconds, and one that has not for fifteen is not told any more. A silo that dies takes that along: by their next join the gateways are known again.</remarks>
[Alias("musubi.v1.IDisconnectGrain"), GrainInterfaceType("Musubi.IDisconnectGrain")]
public interface IDisconnectGrain : IGrainWithIntegerKey
{
    /// <summary>Says that a gateway process is there.</summary>
    /// <param name="gateway">Where it hears.</param>
    /// <param name="heard">The highest number that an earlier answer brought it; 0 for none.</param>
    /// <returns>What has been disconnected since.</returns>
    [Alias("Join")]
    ValueTask<DisconnectJoinAnswer> Join(IDisconnectObserver gateway, long heard);

    /// <summary>Says that a gateway process ends, and has no sockets any more.</summary>
    [Alias("Leave")]
    ValueTask Leave(IDisconnectObserver gateway);

    /// <summary>Ends sockets on every gateway.</summary>
    /// <returns>Completes when every gateway that is known has done so, or has not answered for two seconds.</returns>
    [Alias("Disconnect")]
    ValueTask Disconnect(DisconnectRequest request);
}
