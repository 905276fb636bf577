namespace Musubi.Gateway.Collections;

/// <summary>So many at once, and so many per second in the long run. Not thread-safe: its owner's lock, or its one reader, guards it.</summary>
internal struct TokenBucket(double burst, double perSecond, TimeProvider clock)
{
    // Shorter waits cost a timer for each token.
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(10);

    private readonly double _burst = burst;
    private double _tokens = burst;
    private long _filledAt = clock.GetTimestamp();

    /// <summary>Whether there are so many.</summary>
    public bool Has(double tokens)
    {
        var now = clock.GetTimestamp();
        _tokens = Math.Min(_burst, _tokens + (clock.GetElapsedTime(_filledAt, now).TotalSeconds * perSecond));
        _filledAt = now;
        return _tokens >= tokens;
    }

    /// <summary>Takes some, whether they are there or not.</summary>
    public void Spend(double tokens) => _tokens -= tokens;

    /// <summary>Takes some, unless there are fewer.</summary>
    public bool TryTake(double tokens)
    {
        if (!Has(tokens))
        {
            return false;
        }

        Spend(tokens);
        return true;
    }

    /// <summary>Takes one.</summary>
    /// <returns>How long to wait before trying again; zero when it was taken.</returns>
    public TimeSpan Take()
    {
        var wait = Wait();
        if (wait == TimeSpan.Zero)
        {
            Spend(1);
        }

        return wait;
    }

    /// <summary>How long it takes until there is one; zero when there is.</summary>
    public TimeSpan Wait()
    {
        if (Has(1))
        {
            return TimeSpan.Zero;
        }

        var wait = TimeSpan.FromSeconds((1 - _tokens) / perSecond);
        return wait > ShortestWait ? wait : ShortestWait;
    }
}
