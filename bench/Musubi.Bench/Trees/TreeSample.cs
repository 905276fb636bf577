using Musubi.Bench.Reports;

namespace Musubi.Bench.Trees;

/// <summary>What a command costs in a tree of one size and shape.</summary>
/// <param name="Stores">The tree's size.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Nanoseconds">The time of one command.</param>
/// <param name="Bytes">Allocated for each.</param>
internal sealed record TreeSample(int Stores, TreeShape Shape, Spread Nanoseconds, long Bytes);
