using Musubi.Gateway.Channels;
using Musubi.Gateway.Diagnostics;
using Musubi.Gateway.Wire;

namespace Musubi.Gateway.Roots;

/// <summary>What somebody asks of a root's grain. It waits in the root's line, and one at a time is asked.</summary>
/// <remarks>However it goes, it ends once: by <see cref="AppendReply"/>, by <see cref="AppendFailure"/>, or by <see cref="Drop"/>.
/// All three come under the scope's lock.</remarks>
internal abstract class RootCall
{
    /// <summary>How it is timed and traced; not at all unless it says so.</summary>
    public virtual Exchange Exchange => default;

    /// <summary>Has the root ask its grain, now that it is this call's turn.</summary>
    public abstract ValueTask RunAsync(MountedRoot root);

    /// <summary>Replies, now that the grain has answered. Its patch follows.</summary>
    public abstract void AppendReply(JoinedChannel channel);

    /// <summary>Replies that no answer came. Nobody knows whether the grain did what it was asked.</summary>
    public abstract void AppendFailure(JoinedChannel channel, Refusal failure);

    /// <summary>Takes the news that the root ended before.</summary>
    public virtual void Drop()
    {
    }
}
