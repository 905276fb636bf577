using System.Collections.Immutable;

namespace Musubi.Conformance.Host.Stores;

/// <summary>What clients see of each node of a tree.</summary>
public sealed record TreeState(string Label, int N, ImmutableArray<TreeRow> Rows, ImmutableArray<Child<TreeNodeStore>> Children);
