namespace Musubi.Grains;

/// <summary>How a silo runs mounted roots.</summary>
public sealed class MusubiOptions
{
    /// <summary>Silence of a root's gateway after which the root is unmounted.</summary>
    /// <value>3 minutes by default; more than 1 minute, as Orleans looks for idle activations once a minute, and at most 1 hour.
    /// Keep it several times the gateway's sync interval.</value>
    public TimeSpan OrphanAfter { get; set; } = TimeSpan.FromMinutes(3);

    /// <summary>How long a durable root is idle until it leaves the silo's memory and sleeps in its storage alone, while its client looks at it. Whatever is asked of it
    /// next brings it back: docs/durable.md. Its store may say another time.</summary>
    /// <value>5 minutes by default; 6 seconds to 30 days.</value>
    public TimeSpan HibernateAfter { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Stores below one another in a tree.</summary>
    /// <value>64 by default; 1 to 256. A deeper render crashes its root, as does a store that places itself.</value>
    public int MaxTreeDepth { get; set; } = 64;

    /// <summary>Patches of one root kept until its gateway says that it has them. While there are so many, messages, timers and results of tasks wait
    /// in the root's inbox; commands do not.</summary>
    /// <value>64 by default; 1 to 10,000.</value>
    public int MaxUndeliveredPatches { get; set; } = 64;

    /// <summary>Bytes of those patches.</summary>
    /// <value>64 KiB by default; 1 KiB to 16 MiB. A single patch may be larger: it is kept alone.</value>
    public int MaxUndeliveredBytes { get; set; } = 64 * 1024;

    /// <summary>Messages from outside (<c>PublishAsync</c>, <c>SendUpdateAsync</c>) that wait for one root: while a callback runs, and while its gateway does not
    /// say that it has what the root pushed. Past it what comes is dropped, which is logged at Warning and counted.</summary>
    /// <value>10,000 by default; 100 to 1,000,000.</value>
    public int MaxWaitingMessages { get; set; } = 10_000;

    /// <summary>Roots of this silo whose clients are on no socket and may come back. Past it the one that has waited longest is ended.</summary>
    /// <value>100,000 by default, which is that a gateway with as many may stop; 1 to 10,000,000.</value>
    public int MaxDetachedRoots { get; set; } = 100_000;

    /// <summary>The same of one subject: an authenticated user, or who the application's socket says.</summary>
    /// <value>256 by default: a user has tabs, and each may mount several roots; 1 to 100,000.</value>
    public int MaxDetachedRootsPerSubject { get; set; } = 256;
}
