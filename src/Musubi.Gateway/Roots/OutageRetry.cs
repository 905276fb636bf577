using Orleans.Runtime.Messaging;

namespace Musubi.Gateway.Roots;

/// <summary>When to ask again what got no answer because a silo stops or is lost: soon at first, then more and more seldom, and for so long.</summary>
internal sealed class OutageRetry(TimeProvider clock, TimeSpan patience)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    private readonly long _since = clock.GetTimestamp();
    private TimeSpan _delay = First;

    /// <summary>Waits until it is time for another try.</summary>
    /// <param name="failure">What the last one threw.</param>
    /// <returns>False when another one is in vain, because no silo was lost or it has been tried for long enough.</returns>
    public async ValueTask<bool> WaitAsync(Exception failure)
    {
        if (failure is not (OrleansMessageRejectionException or SiloUnavailableException or ConnectionFailedException)
            || clock.GetElapsedTime(_since) + _delay > patience)
        {
            return false;
        }

        await Task.Delay(_delay, clock);
        _delay = _delay * 2 < Longest ? _delay * 2 : Longest;
        return true;
    }
}
