using Musubi.Gateway.Wire;

namespace Musubi.Gateway.Roots;

/// <summary>How a grain is asked for its root again when the silo is lost on which that is, or was to be.</summary>
/// <remarks>Nobody knows whether a try that got no answer was heard. So each is a mount of its own, with a higher id than the one before: the grain keeps
/// the newest, and what an older one pushes is for nobody.</remarks>
internal static class RootPlacement
{
    // Clients of Phoenix wait 10 seconds for the reply to a join, and a try that has begun takes its time too.
    private static readonly TimeSpan MaxPatience = TimeSpan.FromSeconds(8);

    // What the gateway asks besides is answered at once by a silo that is there.
    private static readonly TimeSpan ProbeFor = TimeSpan.FromSeconds(1);

    /// <summary>So long a try may go without an answer before another silo is asked, if there is one by then.</summary>
    public static TimeSpan TryFor { get; } = TimeSpan.FromSeconds(3);

    /// <summary>Whether a try that has no answer is to be waited for.</summary>
    /// <param name="asked">The try. When it is not, nobody looks at its end.</param>
    /// <param name="underWay">Whether the grain is at it.</param>
    /// <param name="clock">The time.</param>
    public static async ValueTask<bool> IsWaitedForAsync(Task asked, ValueTask<bool> underWay, TimeProvider clock)
    {
        var slow = false;
        try
        {
            slow = await underWay.AsTask().WaitAsync(ProbeFor, clock);
        }
        catch (Exception)
        {
            // It does not answer that either.
        }

        if (slow || asked.IsCompleted)
        {
            return true;
        }

        asked.Ignore();
        return false;
    }

    /// <summary>How long and how often it is asked again.</summary>
    public static OutageRetry Retry(SocketScope scope)
    {
        var patience = scope.Options.RetryUnavailableFor;
        return new OutageRetry(scope.Clock, patience < MaxPatience ? patience : MaxPatience);
    }

    /// <summary>Why there is no root after a mount; null when there is one.</summary>
    public static Refusal? RefusalOf(MountOutcome outcome) => outcome switch
    {
        MountOutcome.Mounted => null,
        MountOutcome.UnknownRoot => Refusal.UnknownRoot,
        // Another process was a moment faster by its clock. When the client joins again, this one's has moved on.
        MountOutcome.Superseded => Refusal.Unavailable,
        _ => Refusal.JoinCrashed,
    };
}
