using Musubi.Gateway.Diagnostics;
using Musubi.Gateway.Wire;

namespace Musubi.Gateway.Roots;

/// <summary>What somebody asks of a root's grain. It waits in the root's line, and one at a time is asked.</summary>
/// <remarks>However it goes, it ends once: by <see cref="AppendReply"/>, by <see cref="AppendFailure"/>, or by <see cref="Drop"/>.
/// All three come under the scope's lock.</remarks>
internal abstract class RootCall
{
    /// <summary>About what one takes without what its client sent.</summary>
    protected const int OwnBytes = 200;

    /// <summary>How it is timed and traced; not at all unless it says so.</summary>
    public virtual Exchange Exchange => default;

    /// <summary>About what it takes of memory until it ends, always the same; 0 for what the gateway itself asks.</summary>
    public abstract int Bytes { get; }

    /// <summary>Asks the grain. What it throws is the line's to handle, which may ask again, also while an earlier try may be answered yet: so nothing is kept of it.</summary>
    /// <param name="grain">The grain.</param>
    /// <param name="mountId">The mount that the client is looking at.</param>
    /// <param name="delivered">The version of the last envelope that reached the client.</param>
    /// <param name="number">Which of the mount's calls it is. The same when it is asked again, so that the grain does it once.</param>
    public abstract ValueTask<object> AskAsync(IStoreGrain grain, long mountId, long delivered, long number);

    /// <summary>Whether an answer is that of a root which is mounted.</summary>
    public abstract bool IsOfAMountedRoot(object answer);

    /// <summary>Takes the answer that counts, and keeps of it what the reply needs. Under the scope's lock.</summary>
    public abstract RootAnswer Take(object answer);

    /// <summary>Replies, now that the grain has answered. Its patch follows.</summary>
    public abstract void AppendReply(ChannelFrames channel);

    /// <summary>Replies that no answer came. Nobody knows whether the grain did what it was asked.</summary>
    public abstract void AppendFailure(ChannelFrames channel, Refusal failure);

    /// <summary>Takes the news that the root ended before.</summary>
    public virtual void Drop()
    {
    }
}
