namespace Musubi.Gateway.Sockets;

/// <summary>A token bucket: so many frames at once, and so many per second in the long run.</summary>
internal struct RateLimit(int perSecond, int burst, TimeProvider clock)
{
    // Shorter waits cost a timer for each frame.
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(10);

    private double _tokens = burst;
    private long _filledAt = clock.GetTimestamp();

    /// <summary>Takes a token for one frame.</summary>
    /// <param name="now">A timestamp of the clock.</param>
    /// <returns>How long to wait before trying again; zero when the token was taken.</returns>
    public TimeSpan Take(long now)
    {
        _tokens = Math.Min(burst, _tokens + (clock.GetElapsedTime(_filledAt, now).TotalSeconds * perSecond));
        _filledAt = now;
        if (_tokens >= 1)
        {
            _tokens--;
            return TimeSpan.Zero;
        }

        var wait = TimeSpan.FromSeconds((1 - _tokens) / perSecond);
        return wait > ShortestWait ? wait : ShortestWait;
    }
}
