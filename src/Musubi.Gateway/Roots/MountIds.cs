namespace Musubi.Gateway.Roots;

/// <summary>Names mounts so that a grain can tell an older one of a root from a newer one, whichever gateway processes they are from.</summary>
/// <remarks>
/// <para>An id is 41 bits of milliseconds since 2025, 10 bits that count within one, and 12 bits that are drawn for each process, so that two
/// processes do not give the same id in the same millisecond. In one process ids only rise: more mounts than a millisecond can name, or a clock
/// that is set back, make the time run ahead of the clock.</para>
/// <para>Between processes a newer id is as good as their clocks agree. A mount that another process made a moment later by a slower clock is
/// refused by the grain, and its client joins again.</para>
/// </remarks>
internal sealed class MountIds(TimeProvider clock)
{
    private const int CountBits = 10;
    private const int ProcessBits = 12;

    private static readonly DateTimeOffset Epoch = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly long _process = Random.Shared.Next(1 << ProcessBits);
    private long _last;

    /// <summary>An id higher than any before.</summary>
    public long Next()
    {
        var now = Math.Max(0, (long)(clock.GetUtcNow() - Epoch).TotalMilliseconds) << CountBits;
        long last;
        long next;
        do
        {
            last = Volatile.Read(ref _last);
            next = Math.Max(last + 1, now);
        }
        while (Interlocked.CompareExchange(ref _last, next, last) != last);

        return (next << ProcessBits) | _process;
    }

    /// <summary>When an id was given, to the millisecond.</summary>
    public static DateTimeOffset TimeOf(long mountId) => Epoch.AddMilliseconds(mountId >> (ProcessBits + CountBits));

    /// <summary>A number that differs between the ids of one process as little as can be, to share work out by.</summary>
    public static long Ordinal(long mountId) => mountId >> ProcessBits;
}
