namespace Musubi.Protocol;

/// <summary>Takes back a root that is mounted, for a client that was there before.</summary>
/// <param name="MountId">Names the mount from now on, and later calls that belong to it.</param>
/// <param name="Terms">How it may be taken back the next time.</param>
/// <param name="Secret">What the client says now; empty for one that comes back by the root's key alone.</param>
/// <param name="Version">The version that the client has; 0 when it has nothing.</param>
/// <param name="Socket">The connection's assigns, session and connect_info, as the socket's callbacks left them this time.</param>
/// <param name="Observer">Where pushes go; null for a mounter that asks with <see cref="IStoreGrain.Sync"/> instead.</param>
/// <param name="TakesReceipts">As in <see cref="MountRequest"/>.</param>
[GenerateSerializer, Alias("musubi.v1.AttachRequest")]
public sealed record AttachRequest(
    [property: Id(0)] long MountId,
    [property: Id(1)] ResumeTerms Terms,
    [property: Id(2)] ReadOnlyMemory<byte> Secret,
    [property: Id(3)] long Version,
    [property: Id(4)] Socket Socket,
    [property: Id(5)] IGatewayObserver? Observer,
    [property: Id(6)] bool TakesReceipts = false)
{
    /// <summary>The files that the client goes on with; null when there are none, and all that it was sending fails.</summary>
    [Id(7)]
    public KeptUploads? Uploads { get; init; }

    /// <summary>Names the mount alone: calls that fail are logged with their arguments.</summary>
    public override string ToString() => $"{nameof(AttachRequest)} for mount {MountId}";
}
