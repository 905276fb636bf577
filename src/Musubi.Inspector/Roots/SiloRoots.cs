using System.Collections.Immutable;

namespace Musubi.Inspector.Roots;

/// <summary>What one silo answers to a query.</summary>
/// <param name="Roots">The first roots that match, by their keys.</param>
/// <param name="All">How many roots the silo has.</param>
/// <param name="Matching">How many of them match.</param>
/// <param name="Following">How many of those come after the place where the query begins.</param>
/// <param name="MemoryBytes">The memory of the silo's process.</param>
/// <param name="HeapBytes">How much of that is objects.</param>
/// <param name="Build">The version of the application.</param>
[GenerateSerializer, Immutable, Alias("musubi.v1.inspector.SiloRoots")]
internal sealed record SiloRoots(
    [property: Id(0)] ImmutableArray<RootLine> Roots,
    [property: Id(1)] int All,
    [property: Id(2)] int Matching,
    [property: Id(3)] int Following,
    [property: Id(4)] long MemoryBytes,
    [property: Id(5)] long HeapBytes,
    [property: Id(6)] string Build);
