using System.Collections.Immutable;

namespace Musubi.Grains.Trees;

/// <summary>Everything a mounted root needs in order to live again elsewhere: plain data, without what rendering it again gives.</summary>
/// <param name="Version">The version that the last patch led to.</param>
/// <param name="Stores">Every store of the tree, the root among them.</param>
[GenerateSerializer, Immutable, Alias("musubi.v1.RootState")]
internal sealed record RootState([property: Id(0)] long Version, [property: Id(1)] ImmutableArray<StoreState> Stores);
