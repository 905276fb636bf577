using System.Collections.Immutable;
using Musubi.Inspector.Roots;

namespace Musubi.Inspector.Cluster;

/// <summary>The cluster at one moment, as far as it answered.</summary>
/// <param name="At">The moment.</param>
/// <param name="Silos">The silos.</param>
/// <param name="Roots">The roots that were asked for.</param>
/// <param name="All">How many roots there are.</param>
/// <param name="Matching">How many match.</param>
/// <param name="HasMore">Whether more follow after these.</param>
/// <param name="Opened">The root that is looked at; null for none, and for one that is nowhere any more.</param>
[GenerateSerializer, Immutable, Alias("musubi.v1.inspector.ClusterView")]
internal sealed record ClusterView(
    [property: Id(0)] DateTimeOffset At,
    [property: Id(1)] ImmutableArray<SiloView> Silos,
    [property: Id(2)] ImmutableArray<RootLine> Roots,
    [property: Id(3)] int All,
    [property: Id(4)] int Matching,
    [property: Id(5)] bool HasMore,
    [property: Id(6)] RootView? Opened);
