namespace Musubi.Inspector.Roots;

/// <summary>One mounted root in a list.</summary>
/// <param name="Key">The root's key in the cluster.</param>
/// <param name="Module">The root's module.</param>
/// <param name="Id">The id that its client gave it.</param>
/// <param name="User">Whose it is; null for nobody's.</param>
/// <param name="Silo">The silo that it is on.</param>
/// <param name="Since">When its client mounted it, or came back to it last.</param>
/// <param name="Version">How often it has changed.</param>
/// <param name="IsDetached">Whether it waits for its client, which is on no socket.</param>
[GenerateSerializer, Immutable, Alias("musubi.v1.inspector.RootLine")]
internal sealed record RootLine(
    [property: Id(0)] string Key,
    [property: Id(1)] string Module,
    [property: Id(2)] string Id,
    [property: Id(3)] string? User,
    [property: Id(4)] string Silo,
    [property: Id(5)] DateTimeOffset Since,
    [property: Id(6)] long Version,
    [property: Id(7)] bool IsDetached);
