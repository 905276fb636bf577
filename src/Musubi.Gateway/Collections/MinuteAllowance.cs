namespace Musubi.Gateway.Collections;

/// <summary>So many at once, and as many again in a minute. Made for the first that counts, since most sockets need none. Not thread-safe: its owner's lock, or its one reader, guards it.</summary>
internal sealed class MinuteAllowance(int count, TimeProvider clock)
{
    private TokenBucket _left = new(count, count / TimeSpan.FromMinutes(1).TotalSeconds, clock);

    /// <summary>Takes so many, unless there are fewer left.</summary>
    public bool TryTake(int count = 1) => _left.TryTake(count);

    /// <summary>Takes one, whether there is one left or not.</summary>
    public void Spend() => _left.Spend(1);

    /// <summary>How long it takes until there is one.</summary>
    public TimeSpan Wait() => _left.Wait();
}
