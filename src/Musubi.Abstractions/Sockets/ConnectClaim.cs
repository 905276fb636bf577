namespace Musubi;

/// <summary>One claim of the authenticated user.</summary>
/// <param name="Type">The claim's type.</param>
/// <param name="Value">The claim's value.</param>
[GenerateSerializer, Immutable, Alias("musubi.v1.ConnectClaim")]
public sealed record ConnectClaim([property: Id(0)] string Type, [property: Id(1)] string Value)
{
    /// <summary>Names the claim's type alone: the value tells who the user is.</summary>
    public override string ToString() => $"{nameof(ConnectClaim)} '{Type}'";
}
