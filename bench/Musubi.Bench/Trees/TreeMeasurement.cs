using System.Diagnostics;
using System.Globalization;
using System.Text;
using Musubi.Grains.Trees;

namespace Musubi.Bench.Trees;

/// <summary>One command that changes one leaf of a mounted tree: routing, handler, render, comparison and patch.</summary>
/// <remarks>What is asked is how sizes compare, so they take turns, round after round: run one after the other, as BenchmarkDotNet does,
/// whatever else the machine was doing at the time looked like a size that costs more.</remarks>
internal sealed class TreeMeasurement
{
    private const int Rounds = 60;
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
    /// <returns>A Markdown table.</returns>
    public static async Task<string> Table()
    {
        var trees = new List<TreeMeasurement>();
        foreach (var stores in new[] { 10, 1_000, 10_000, 100_000 })
        {
            trees.Add(await Mount(stores, TreeShape.TenPerStore, 10));
            trees.Add(await Mount(stores, TreeShape.AllBelowRoot, stores));
        }

        for (var round = 0; round < Rounds; round++)
        {
            foreach (var tree in trees)
            {
                await tree.Measure();
            }
        }

        var markdown = new StringBuilder("| stores | shape | ns, median | ns, fastest | bytes allocated |\n| ---: | --- | ---: | ---: | ---: |\n");
        foreach (var tree in trees)
        {
            tree._nanoseconds.Sort();
            markdown.Append(
                CultureInfo.InvariantCulture,
                $"| {tree._stores:N0} | {WireJson.Naming.ConvertName(tree._shape.ToString()).Replace('_', ' ')} | {tree._nanoseconds[Rounds / 2]:N0} | {tree._nanoseconds[0]:N0} | {tree._bytes / CommandsPerRound:N0} |\n");
        }

        return markdown.ToString();
    }

    private static async Task<TreeMeasurement> Mount(int stores, TreeShape shape, int fanOut)
    {
        var measurement = new TreeMeasurement(stores, shape, await MountedTree.Mount(stores, fanOut), BranchStore.LastOf(stores, fanOut));
        await measurement.Run(CommandsPerRound);
        return measurement;
    }

    private async Task Measure()
    {
        // The other trees have had the caches in the meantime; what is measured is a tree at work, not one waking up.
        await Run(CommandsPerRound / 10);
        var bytes = GC.GetAllocatedBytesForCurrentThread();
        var start = Stopwatch.GetTimestamp();
        await Run(CommandsPerRound);
        _nanoseconds.Add(Stopwatch.GetElapsedTime(start).TotalNanoseconds / CommandsPerRound);
        _bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
    }

    private async Task Run(int commands)
    {
        for (var i = 0; i < commands; i++)
        {
            // Nothing in this store waits, so all of it stays on one thread, which counts the bytes.
            if ((await _tree.Command(_leaf, "inc", default)).Patch is null)
            {
                throw new InvalidOperationException($"The command changed nothing at {_leaf}.");
            }
        }
    }
}
