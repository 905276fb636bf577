namespace Musubi.Protocol;

/// <summary>Where a gateway process hears whose sockets are to end.</summary>
/// <remarks>Best effort: what is lost comes with the answer to <see cref="IDisconnectGrain.Join"/>.</remarks>
[Alias("musubi.v1.IDisconnectObserver"), GrainInterfaceType("Musubi.IDisconnectObserver")]
public interface IDisconnectObserver : IGrainObserver
{
    /// <summary>Ends this process' sockets of that user, or that connection.</summary>
    /// <returns>Completes when none of them is read any more.</returns>
    [Alias("Disconnect")]
    ValueTask Disconnect(DisconnectNotice notice);
}
