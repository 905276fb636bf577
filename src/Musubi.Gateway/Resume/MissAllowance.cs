using Musubi.Gateway.Collections;

namespace Musubi.Gateway.Resume;

/// <summary>How often one socket may name a root that is not there, or not its own. Past that no root is asked, and the client begins anew.</summary>
/// <remarks>A socket's first misses are let pass whatever others of the same client do: pages that have lost their silo come back behind one address by the thousand.</remarks>
/// <param name="client">Who the socket's client is.</param>
/// <param name="shared">What all its sockets have together.</param>
/// <param name="clock">The clock.</param>
internal sealed class MissAllowance(string client, SharedMisses shared, TimeProvider clock)
{
    private const double Burst = 16;
    private const double PerSecond = 1;
    private const int OwnMisses = 4;

    private TokenBucket _misses = new(Burst, PerSecond, clock);
    private int _missed;

    /// <summary>Whether another may be tried. Under the scope's lock, as <see cref="Spend"/>.</summary>
    public bool HasAny => _misses.Has(1) && (_missed < OwnMisses || shared.HasAny(client));

    /// <summary>Counts a miss.</summary>
    public void Spend()
    {
        _misses.Spend(1);
        _missed = Math.Min(OwnMisses, _missed + 1);
        shared.Spend(client);
    }
}
