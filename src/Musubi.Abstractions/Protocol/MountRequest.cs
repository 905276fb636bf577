namespace Musubi.Protocol;

/// <summary>Everything a root needs in order to mount.</summary>
/// <param name="MountId">Names this mount, and later calls that belong to it. Of two mounts of one root the newer has the higher id.</param>
/// <param name="Params">The client's mount params.</param>
/// <param name="Socket">The connection's assigns, session and connect_info, as the socket's callbacks left them.</param>
/// <param name="Observer">Where pushes go; null for a mounter that asks with <see cref="IStoreGrain.Sync"/> instead.</param>
/// <param name="TakesReceipts">Whether pushes go by <see cref="IGatewayObserver.Deliver"/>, so that the root keeps what is not acknowledged and waits
/// for that word before it says more. False from a gateway of a build that knows only <see cref="IGatewayObserver.Push"/>.</param>
/// <param name="Resume">How the root may be taken back when its client has lost its socket; null for a root that ends with it.</param>
[GenerateSerializer, Alias("musubi.v1.MountRequest")]
public sealed record MountRequest(
    [property: Id(0)] long MountId,
    [property: Id(1)] Params Params,
    [property: Id(2)] Socket Socket,
    [property: Id(3)] IGatewayObserver? Observer,
    [property: Id(4)] bool TakesReceipts = false,
    [property: Id(5)] ResumeTerms? Resume = null);
