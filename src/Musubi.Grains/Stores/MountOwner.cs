using System.Collections.Immutable;

namespace Musubi.Grains.Stores;

/// <summary>Whose a durable root is: the mount, its gateway, and how its client takes it back.</summary>
/// <param name="MountId">The mount.</param>
/// <param name="Observer">Where its pushes go.</param>
/// <param name="TakesReceipts">Whether that gateway gives receipts.</param>
/// <param name="Terms">How the client takes it back.</param>
/// <param name="PreviousHash">Of the secret that it was taken back with.</param>
/// <param name="ConnectionKeys">The assigns that the connection brought.</param>
[GenerateSerializer, Immutable, Alias("musubi.v1.MountOwner")]
internal sealed record MountOwner(
    [property: Id(0)] long MountId,
    [property: Id(1)] IGatewayObserver? Observer,
    [property: Id(2)] bool TakesReceipts,
    [property: Id(3)] ResumeTerms Terms,
    [property: Id(4)] ReadOnlyMemory<byte> PreviousHash,
    [property: Id(5)] ImmutableArray<string> ConnectionKeys)
{
    /// <summary>A mount that belongs to this client from now on, which has been told all that it missed.</summary>
    public MovedMount ApplyTo(MovedMount mount) => mount with
    {
        MountId = MountId,
        Observer = Observer,
        TakesReceipts = TakesReceipts,
        Undelivered = [],
        Number = 0,
        Answer = null,
        Resume = mount.Resume! with { Terms = Terms, PreviousHash = PreviousHash, ConnectionKeys = ConnectionKeys, WaitsFor = null },
    };
}
