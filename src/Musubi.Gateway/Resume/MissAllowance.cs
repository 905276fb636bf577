using Musubi.Gateway.Collections;

namespace Musubi.Gateway.Resume;

/// <summary>How often one socket may name a root that is not there, or not its own. Past that no root is asked, and the client begins anew.</summary>
internal sealed class MissAllowance(TimeProvider clock)
{
    private const double Burst = 16;
    private const double PerSecond = 1;

    private TokenBucket _misses = new(Burst, PerSecond, clock);

    /// <summary>Whether another may be tried. Under the scope's lock, as <see cref="Spend"/>.</summary>
    public bool HasAny => _misses.Has(1);

    /// <summary>Counts a miss.</summary>
    public void Spend() => _misses.Spend(1);
}
