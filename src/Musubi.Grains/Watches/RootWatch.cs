using System.Collections.Immutable;

namespace Musubi.Grains.Watches;

/// <summary>The last turns of one root that is watched. It is the root's own: used in its turns, and between their awaits.</summary>
internal sealed class RootWatch
{
    internal const int MaxTurns = 100;

    // A name that no store declares is the client's own text.
    private const int MaxNameLength = 100;

    private readonly Queue<WatchedTurn> _turns = new();

    /// <summary>The turns, the last one first.</summary>
    public ImmutableArray<WatchedTurn> Turns => [.. _turns.Reverse()];

    /// <summary>Takes a turn in, in the place of the oldest if there are many.</summary>
    public void Add(WatchedTurn turn)
    {
        if (_turns.Count == MaxTurns)
        {
            _turns.Dequeue();
        }

        _turns.Enqueue(turn.Name.Length > MaxNameLength ? turn with { Name = turn.Name[..MaxNameLength] } : turn);
    }
}
