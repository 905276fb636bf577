namespace Musubi;

/// <summary>A hook that is attached to a store, as data.</summary>
/// <param name="Id">Its id, the only one at its stage.</param>
/// <param name="Stage">The stage's name.</param>
/// <param name="Method">What runs.</param>
[GenerateSerializer, Immutable, Alias("musubi.v1.Hook")]
internal sealed record Hook([property: Id(0)] string Id, [property: Id(1)] string Stage, [property: Id(2)] MethodName Method);
