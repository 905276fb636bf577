using Musubi.Grains.Documents;
using Musubi.Grains.Nodes;

namespace Musubi.Grains.Trees;

/// <summary>What a cycle has at hand from the first callback that returns until its patch is there. A tree between two cycles has none.</summary>
/// <remarks>Rented, one for each thread. A cycle that awaits something keeps what it has and may return it on another thread; one that fails
/// returns nothing, since its tree is given up.</remarks>
internal sealed class CycleWork
{
    // What one huge cycle made huge is not kept.
    private const int MaxKept = 1024;

    [ThreadStatic]
    private static CycleWork? _kept;

    private CycleWork()
    {
    }

    /// <summary>Nodes that wait to be rendered, parents first.</summary>
    public PriorityQueue<StoreNode, int> Dirty { get; } = new();

    /// <summary>Nodes in the order they were rendered.</summary>
    public List<RenderedNode> Rendered { get; } = [];

    /// <summary>Nodes that send something beside their state: by the length of their ids, and those of one length as they came.</summary>
    public List<StoreNode> Sending { get; } = [];

    /// <summary>What a callback asked for, while it is done.</summary>
    public List<Effect> Effects { get; } = [];

    /// <summary>What the render that is being looked at places.</summary>
    public Placements Places { get; } = new();

    public static CycleWork Rent()
    {
        var work = _kept ?? new CycleWork();
        _kept = null;
        return work;
    }

    public void Send(StoreNode node)
    {
        var at = Sending.Count;
        while (at > 0 && Sending[at - 1].Id.Depth > node.Id.Depth)
        {
            at--;
        }

        Sending.Insert(at, node);
    }

    /// <summary>Gives it back when the cycle is over; it must not be used afterwards.</summary>
    public void Return()
    {
        if (Rendered.Capacity > MaxKept || Places.Capacity > MaxKept || Effects.Capacity > MaxKept)
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
