using System.Collections.Concurrent;

namespace Musubi.Gateway.Roots;

/// <summary>Which silos hear topics for sleeping roots of this process, by the numbers that they gave.</summary>
/// <remarks>One word of a silo is good for all of its roots, so what thousands of pages cost that sleep is a message every five seconds for each silo.</remarks>
internal sealed class SiloHolds(TimeProvider clock)
{
    private readonly ConcurrentDictionary<long, SiloHold> _holds = new();

    /// <summary>Takes a silo's word.</summary>
    public SiloHold Extend(long number, TimeSpan holdFor)
    {
        var until = clock.GetTimestamp() + (long)(holdFor.TotalSeconds * clock.TimestampFrequency);
        var hold = _holds.GetOrAdd(number, static (_, until) => new SiloHold(until), until);
        hold.Extend(until);
        return hold;
    }

    /// <summary>Forgets what is good no more. Roots that sleep by it have it, and see that.</summary>
    public void Sweep(long now)
    {
        foreach (var (number, hold) in _holds)
        {
            if (now >= hold.Until)
            {
                _holds.TryRemove(number, out _);
            }
        }
    }
}
