using Musubi.Grains.Rendering;

namespace Musubi.Grains.Trees;

/// <summary>What a cycle has at hand from the first callback that returns until its patch is there. A tree between two cycles has none.</summary>
/// <remarks>Rented, one for each thread. A cycle that awaits something keeps what it has and may return it on another thread; one that fails
/// returns nothing, since its tree is given up.</remarks>
internal sealed class CycleWork
{
    // What one huge cycle made huge is not kept.
    private const int MaxKeptNodes = 1024;

    [ThreadStatic]
    private static CycleWork? _kept;

    private CycleWork()
    {
    }

    /// <summary>Nodes that wait to be rendered, parents first.</summary>
    public PriorityQueue<StoreNode, int> Dirty { get; } = new();

    /// <summary>Nodes in the order they were rendered.</summary>
    public List<RenderedNode> Rendered { get; } = [];

    /// <summary>Nodes that send something beside their state.</summary>
    public List<StoreNode> Sending { get; } = [];

    /// <summary>What the render that is being looked at places.</summary>
    public Placements Places { get; } = new();

    public static CycleWork Rent()
    {
        var work = _kept ?? new CycleWork();
        _kept = null;
        return work;
    }

    /// <summary>Gives it back when the cycle is over; it must not be used afterwards.</summary>
    public void Return()
    {
        if (Rendered.Capacity > MaxKeptNodes || Places.Capacity > MaxKeptNodes)
        {
            return;
        }

        Dirty.Clear();
        Rendered.Clear();
        Sending.Clear();
        Places.Clear();
        _kept = this;
    }
}
