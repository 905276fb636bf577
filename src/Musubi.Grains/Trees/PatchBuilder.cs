using Musubi.Grains.Diagnostics;
using Musubi.Grains.Documents;
using Musubi.Grains.Nodes;

namespace Musubi.Grains.Trees;

/// <summary>Writes what changed in a tree's documents as operations.</summary>
internal static class PatchBuilder
{
    /// <summary>Compares every node that rendered with what it rendered before.</summary>
    /// <param name="root">The root.</param>
    /// <param name="rendered">The nodes, in the order they were rendered.</param>
    /// <param name="cycle">The render cycle.</param>
    /// <param name="whole">Whether the patch replaces the whole root, because nobody knows what the client has.</param>
    /// <param name="metrics">Where the time that it took is written down.</param>
    /// <returns>The operations, and how many they are.</returns>
    public static (ReadOnlyMemory<byte> Ops, int Count) Compare(StoreNode root, List<RenderedNode> rendered, long cycle, bool whole, GrainMetrics metrics)
    {
        var patch = PatchWriter.Rent();
        if (whole)
        {
            patch.Document.Begin(root, cycle);
            patch.ReplaceRoot(root);
        }

        // In the order they were rendered, parents first: a parent's operations move its children to where their own paths say they are.
        foreach (var (node, before, shapeBefore) in rendered)
        {
            if (before is null || node.Dropped || node.WrittenInCycle == cycle)
            {
                continue;
            }

            patch.Document.Begin(node, cycle);
            patch.MoveTo(node);
            var diffing = metrics.Diffing(node.Definition.Name);
            if (ReferenceEquals(shapeBefore, node.Shape))
            {
                node.Shape.Diff(before, node.State!, patch);
            }
            else
            {
                patch.ReplaceNode(node);
            }

            diffing.Stop();
        }

        var count = patch.Count;
        return (patch.Complete(), count);
    }

    /// <summary>Replaces the whole root.</summary>
    public static ReadOnlyMemory<byte> ReplaceRoot(StoreNode root, long cycle)
    {
        var patch = PatchWriter.Rent();
        patch.Document.Begin(root, cycle);
        patch.ReplaceRoot(root);
        return patch.Complete();
    }
}
