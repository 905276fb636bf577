using Musubi.Gateway.Wire;

namespace Musubi.Gateway.Roots;

/// <summary>What somebody asks of a root's grain. It waits in the root's line, and one at a time is asked.</summary>
/// <remarks>However it goes, it ends once: by <see cref="AppendReply"/>, by <see cref="AppendFailure"/>, or by <see cref="Drop"/>.
/// All three come under the scope's lock.</remarks>
internal abstract class RootCall : GrainCall
{
    /// <summary>About what one takes without what its client sent.</summary>
    protected const int OwnBytes = 200;

    /// <summary>About what it takes of memory until it ends, always the same; 0 for what the gateway itself asks.</summary>
    public abstract int Bytes { get; }

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
