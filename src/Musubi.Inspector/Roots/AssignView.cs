namespace Musubi.Inspector.Roots;

/// <summary>One assign of a store.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Value">Its value in JSON, cut off where it is long, or a word on why there is none; null for one that is redacted.</param>
[GenerateSerializer, Immutable, Alias("musubi.v1.inspector.AssignView")]
internal sealed record AssignView([property: Id(0)] string Key, [property: Id(1)] string? Value);
