namespace Musubi.Inspector.Cluster;

/// <summary>One silo of the cluster.</summary>
/// <param name="Address">Its address, with the number of its start.</param>
/// <param name="Name">Its name.</param>
/// <param name="Standing">What is known of it.</param>
/// <param name="Roots">How many roots it has.</param>
/// <param name="MemoryBytes">The memory of its process.</param>
/// <param name="HeapBytes">How much of that is objects.</param>
/// <param name="Build">The version of the application that it runs; empty where it did not say.</param>
[GenerateSerializer, Immutable, Alias("musubi.v1.inspector.SiloView")]
internal sealed record SiloView(
    [property: Id(0)] string Address,
    [property: Id(1)] string Name,
    [property: Id(2)] SiloStanding Standing,
    [property: Id(3)] int Roots = 0,
    [property: Id(4)] long MemoryBytes = 0,
    [property: Id(5)] long HeapBytes = 0,
    [property: Id(6)] string Build = "");
