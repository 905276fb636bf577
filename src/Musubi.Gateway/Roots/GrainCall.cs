using Musubi.Gateway.Diagnostics;

namespace Musubi.Gateway.Roots;

/// <summary>One call of a root's grain: a <see cref="RootCall"/>, or several commands as a <see cref="CommandBatch"/>.</summary>
internal abstract class GrainCall
{
    /// <summary>How it is timed and traced; not at all unless it says so.</summary>
    public virtual Exchange Exchange => default;

    /// <summary>How many numbers it takes of those that count what the grain is asked.</summary>
    public virtual int Numbers => 1;

    /// <summary>Asks the grain. What it throws is the line's to handle, which may ask again, also while an earlier try may be answered yet: so nothing is kept of it.</summary>
    /// <param name="grain">The grain.</param>
    /// <param name="mountId">The mount that the client is looking at.</param>
    /// <param name="delivered">The version of the last envelope that reached the client.</param>
    /// <param name="number">Which of the mount's calls it is. The same when it is asked again, so that the grain does it once.</param>
    public abstract ValueTask<object> AskAsync(IStoreGrain grain, long mountId, long delivered, long number);

    /// <summary>Whether an answer is that of a root which is mounted.</summary>
    public abstract bool IsOfAMountedRoot(object answer);
}
