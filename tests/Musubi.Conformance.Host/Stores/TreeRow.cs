namespace Musubi.Conformance.Host.Stores;

/// <summary>One row of a tree's node.</summary>
[GenerateSerializer, Immutable, Alias("musubi.conformance.TreeRow")]
public sealed record TreeRow([property: Id(0)] string Id, [property: Id(1)] string Text);
