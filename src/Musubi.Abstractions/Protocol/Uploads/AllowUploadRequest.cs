using System.Collections.Immutable;

namespace Musubi.Protocol;

/// <summary>Files that a client wants to send.</summary>
/// <param name="MountId">The mount that the client is looking at.</param>
/// <param name="Delivered">The version of the last envelope that reached the mounter.</param>
/// <param name="StoreId">The addressed store.</param>
/// <param name="Name">The upload's wire name.</param>
/// <param name="Files">The files, in the client's order.</param>
/// <param name="Number">Counts what is asked of this mount, so that a call whose answer was lost can be made again: a grain that has answered that number gives the
/// same answer. 0 from a gateway of a build that does not ask again.</param>
[GenerateSerializer, Immutable, Alias("musubi.v1.AllowUploadRequest")]
public sealed record AllowUploadRequest(
    [property: Id(0)] long MountId,
    [property: Id(1)] long Delivered,
    [property: Id(2)] StoreId StoreId,
    [property: Id(3)] string Name,
    [property: Id(4)] ImmutableArray<AnnouncedFile> Files,
    [property: Id(5)] long Number = 0);
