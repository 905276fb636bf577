using Musubi.Gateway.Wire;

namespace Musubi.Gateway.Roots;

/// <summary>How a grain is asked for its root again when the silo is lost on which that is, or was to be.</summary>
/// <remarks>Nobody knows whether a try that got no answer was heard. So each is a mount of its own, with a higher id than the one before: the grain keeps
/// the newest, and what an older one pushes is for nobody.</remarks>
internal static class RootPlacement
{
    // Clients of Phoenix wait 10 seconds for the reply to a join, and a try that has begun takes its time too.
    private static readonly TimeSpan MaxPatience = TimeSpan.FromSeconds(8);

    // So long a try may go without an answer before another silo is asked, if there is one by then.
    private static readonly TimeSpan TryFor = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan ProbeFor = TimeSpan.FromSeconds(1);

    /// <summary>How long and how often it is asked again.</summary>
    public static OutageRetry Retry(SocketScope scope)
    {
        var patience = scope.Options.RetryUnavailableFor;
        return new OutageRetry(scope.Clock, patience < MaxPatience ? patience : MaxPatience);
    }

    /// <summary>One try. It throws what the call throws, or that the silo does not answer.</summary>
    public static async ValueTask<TAnswer> TryAsync<TStart, TAnswer>(TStart start, TimeProvider clock)
        where TStart : struct, IRootStart<TAnswer>
        where TAnswer : class
    {
        var asked = start.AskAsync().AsTask();
        while (true)
        {
            try
            {
                return await asked.WaitAsync(TryFor, clock);
            }
            catch (TimeoutException) when (!asked.IsCompleted)
            {
                if (!await IsAtItAsync<TStart, TAnswer>(start, clock) && !asked.IsCompleted)
                {
                    asked.Ignore();
                    throw new SiloUnavailableException("The silo that was asked for the root does not answer.");
                }
            }
        }
    }

    private static async ValueTask<bool> IsAtItAsync<TStart, TAnswer>(TStart start, TimeProvider clock)
        where TStart : struct, IRootStart<TAnswer>
        where TAnswer : class
    {
        try
        {
            return await start.IsAtItAsync().AsTask().WaitAsync(ProbeFor, clock);
        }
        catch (Exception)
        {
            // It does not answer that either.
            return false;
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
