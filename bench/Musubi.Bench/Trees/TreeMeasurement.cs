using System.Diagnostics;
using Musubi.Bench.Reports;
using Musubi.Grains.Trees;

namespace Musubi.Bench.Trees;

/// <summary>One command that changes one leaf of a mounted tree: routing, handler, render, comparison and patch.</summary>
/// <remarks>What is asked is how sizes compare, so they take turns, round after round: run one after the other, as BenchmarkDotNet does,
/// whatever else the machine was doing at the time looked like a size that costs more.</remarks>
internal sealed class TreeMeasurement
{
    private const int CommandsPerRound = 20_000;

    private readonly int _stores;
    private readonly TreeShape _shape;
    private readonly StoreTree _tree;
    private readonly StoreId _leaf;
    private readonly List<double> _nanoseconds = [];
    private long _bytes;

    private TreeMeasurement(int stores, TreeShape shape, StoreTree tree, StoreId leaf) =>
        (_stores, _shape, _tree, _leaf) = (stores, shape, tree, leaf);

    /// <summary>Measures every size and shape.</summary>
    /// <param name="rounds">How often each.</param>
    public static async Task<IReadOnlyList<TreeSample>> Run(int rounds)
    {
        var trees = new List<TreeMeasurement>();
        foreach (var stores in new[] { 10, 1_000, 10_000, 100_000 })
        {
            trees.Add(await Mount(stores, TreeShape.TenPerStore, 10));
            trees.Add(await Mount(stores, TreeShape.AllBelowRoot, stores));
        }

        for (var round = 0; round < rounds; round++)
        {
            foreach (var tree in trees)
            {
                await tree.Measure();
            }
        }

        return [.. trees.Select(static tree => new TreeSample(tree._stores, tree._shape, Spread.Of(tree._nanoseconds), tree._bytes / CommandsPerRound))];
    }

    private static async Task<TreeMeasurement> Mount(int stores, TreeShape shape, int fanOut)
    {
        var measurement = new TreeMeasurement(stores, shape, await MountedTree.Mount(stores, fanOut), BranchStore.LastOf(stores, fanOut));
        await measurement.Command(CommandsPerRound);
        return measurement;
    }

    private async Task Measure()
    {
        // The other trees have had the caches in the meantime; what is measured is a tree at work, not one waking up.
        await Command(CommandsPerRound / 10);
        var bytes = GC.GetAllocatedBytesForCurrentThread();
        var start = Stopwatch.GetTimestamp();
        await Command(CommandsPerRound);
        _nanoseconds.Add(Stopwatch.GetElapsedTime(start).TotalNanoseconds / CommandsPerRound);
        _bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
    }

    private async Task Command(int times)
    {
        for (var i = 0; i < times; i++)
        {
            // Nothing in this store waits, so all of it stays on one thread, which counts the bytes.
            if ((await _tree.Command(_leaf, "inc", default)).Patch is null)
            {
                throw new InvalidOperationException($"The command changed nothing at {_leaf}.");
            }
        }
    }
}
