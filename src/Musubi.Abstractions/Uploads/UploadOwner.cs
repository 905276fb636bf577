namespace Musubi;

/// <summary>Whose files: one mount of one connection of one gateway process. When any of the three ends, its files are nobody's.</summary>
/// <param name="Gateway">The gateway process, unique in the cluster and over restarts: letters and digits.</param>
/// <param name="Connection">The connection: letters, digits, <c>-</c> and <c>_</c>.</param>
/// <param name="MountId">The mount.</param>
[GenerateSerializer, Immutable, Alias("musubi.v1.UploadOwner")]
public readonly record struct UploadOwner([property: Id(0)] string Gateway, [property: Id(1)] string Connection, [property: Id(2)] long MountId);
