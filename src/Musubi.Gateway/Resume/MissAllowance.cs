namespace Musubi.Gateway.Resume;

/// <summary>How often one socket may name a root that is not there, or not its own. Past that no root is asked, and the client begins anew.</summary>
internal sealed class MissAllowance(TimeProvider clock)
{
    private const double Burst = 16;
    private const double PerSecond = 1;

    private double _left = Burst;
    private long _since = clock.GetTimestamp();

    /// <summary>Whether another may be tried. Under the scope's lock, as <see cref="Spend"/>.</summary>
    public bool HasAny
    {
        get
        {
            var now = clock.GetTimestamp();
            _left = Math.Min(Burst, _left + (clock.GetElapsedTime(_since, now).TotalSeconds * PerSecond));
            _since = now;
            return _left >= 1;
        }
    }

    /// <summary>Counts a miss.</summary>
    public void Spend() => _left--;
}
