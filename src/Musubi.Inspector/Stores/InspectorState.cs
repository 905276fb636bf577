using System.Collections.Immutable;
using Musubi.Inspector.Cluster;
using Musubi.Inspector.Roots;

namespace Musubi.Inspector.Stores;

/// <param name="At">When the cluster was asked last; null before the first time.</param>
/// <param name="IsStale">Whether it could not be asked since.</param>
/// <param name="Search">What is searched for.</param>
/// <param name="Silos">The silos of the cluster.</param>
/// <param name="Roots">The roots of this page of the list.</param>
/// <param name="All">How many roots the cluster has.</param>
/// <param name="Matching">How many of them match.</param>
/// <param name="HasMore">Whether there is a page after this one.</param>
/// <param name="IsFirst">Whether this is the first page.</param>
/// <param name="Opened">The key of the root that is looked at; null for none.</param>
/// <param name="Root">The root that is looked at; null for none, and for one that is nowhere any more.</param>
internal sealed record InspectorState(
    DateTimeOffset? At,
    bool IsStale,
    string Search,
    ImmutableArray<SiloView> Silos,
    ImmutableArray<RootLine> Roots,
    int All,
    int Matching,
    bool HasMore,
    bool IsFirst,
    string? Opened,
    Child<InspectedRootStore>? Root);
