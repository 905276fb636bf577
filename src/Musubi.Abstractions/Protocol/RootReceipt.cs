namespace Musubi.Protocol;

/// <summary>How far one root's client is.</summary>
/// <param name="MountId">The mount.</param>
/// <param name="Delivered">The version of the last envelope that reached it.</param>
[GenerateSerializer, Immutable, Alias("musubi.v1.RootReceipt")]
public readonly record struct RootReceipt([property: Id(0)] long MountId, [property: Id(1)] long Delivered);
