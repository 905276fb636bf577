using Musubi.Grains.Documents;
using Musubi.Grains.Nodes;

namespace Musubi.Grains.Trees;

/// <summary>A node that rendered in this cycle.</summary>
/// <param name="Node">The node.</param>
/// <param name="Before">What it had rendered before; null for a node that is new.</param>
/// <param name="ShapeBefore">How that is written and compared.</param>
internal readonly record struct RenderedNode(StoreNode Node, object? Before, StateShape ShapeBefore);
