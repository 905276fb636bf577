using System.Diagnostics;

namespace Musubi.Grains.Nodes;

/// <summary>What something beside the tree has to say to it: a task, a timer. Handled in the root's turn, one at a time, as a cycle of its own.</summary>
internal abstract record TreeMessage
{
    /// <summary>The trace that led to it, however long ago.</summary>
    public virtual ActivityContext Cause { get; } = Activity.Current?.Context ?? default;
}
