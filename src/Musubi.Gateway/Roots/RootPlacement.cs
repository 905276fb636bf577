using Musubi.Gateway.Diagnostics;
using Musubi.Gateway.Wire;

namespace Musubi.Gateway.Roots;

/// <summary>How a root's grain took the question for the root.</summary>
/// <param name="Answer">What it answered; null when no answer came, and the root may be this socket's for all we know.</param>
/// <param name="Failure">What to tell the client when none came.</param>
internal readonly record struct RootPlacement<TAnswer>(TAnswer? Answer, Refusal Failure)
    where TAnswer : class;

/// <summary>Asks a grain for its root, and asks again when the silo is lost on which that is, or was to be.</summary>
/// <remarks>Nobody knows whether a try that got no answer was heard. So each is a mount of its own, with a higher id than the one before: the grain keeps
/// the newest, and what an older one pushes is for nobody.</remarks>
internal static class RootPlacement
{
    // Clients of Phoenix wait 10 seconds for the reply to a join, and a try that has begun takes its time too.
    private static readonly TimeSpan MaxPatience = TimeSpan.FromSeconds(8);

    /// <summary>Asks until an answer comes, or it is in vain.</summary>
    /// <param name="root">The root.</param>
    /// <param name="grain">Its grain.</param>
    /// <param name="ask">One try.</param>
    /// <param name="exchange">Ended by the answer, or here when none comes.</param>
    /// <param name="scope">The socket's.</param>
    public static async Task<RootPlacement<TAnswer>> FindAsync<TAnswer>(MountedRoot root, GrainLink grain, Func<ValueTask<TAnswer>> ask, Exchange exchange, SocketScope scope)
        where TAnswer : class
    {
        OutageRetry? retry = null;
        while (true)
        {
            try
            {
                return new RootPlacement<TAnswer>(await ask(), default);
            }
            catch (Exception exception)
            {
                var patience = scope.Options.RetryUnavailableFor;
                retry ??= new OutageRetry(scope.Clock, patience < MaxPatience ? patience : MaxPatience);
                if (!await retry.WaitAsync(exception) || !root.TryMountAnew())
                {
                    exchange.End(exception);
                    return new RootPlacement<TAnswer>(null, grain.NoMount(exception));
                }
            }
        }
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
