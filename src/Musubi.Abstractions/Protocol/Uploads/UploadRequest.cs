namespace Musubi.Protocol;

/// <summary>A report on one file.</summary>
/// <param name="MountId">The mount that the client is looking at.</param>
/// <param name="Delivered">The version of the last envelope that reached the mounter.</param>
/// <param name="StoreId">The addressed store.</param>
/// <param name="Name">The upload's wire name.</param>
/// <param name="EntryRef">The file.</param>
/// <param name="FromClient">Whether the client says so, of a file that it sends elsewhere, and not the gateway, of one that it received.
/// A client's cancel is for either.</param>
/// <param name="Report">What happened.</param>
/// <param name="Number">Counts what is asked of this mount, so that a call whose answer was lost can be made again: a grain that has answered that number gives the
/// same answer. 0 from a gateway of a build that does not ask again.</param>
[GenerateSerializer, Immutable, Alias("musubi.v1.UploadRequest")]
public sealed record UploadRequest(
    [property: Id(0)] long MountId,
    [property: Id(1)] long Delivered,
    [property: Id(2)] StoreId StoreId,
    [property: Id(3)] string Name,
    [property: Id(4)] string EntryRef,
    [property: Id(5)] bool FromClient,
    [property: Id(6)] UploadReport Report,
    [property: Id(7)] long Number = 0);
