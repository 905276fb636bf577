using System.Collections.Concurrent;

namespace Musubi.Gateway.Sockets;

/// <summary>The users that were disconnected lately, and may not connect: those who had begun to before, and for a short while those who come with what they had.</summary>
/// <remarks>A browser that is disconnected comes back within milliseconds, and so perhaps before it has heard that its cookie is gone. A ticket that was
/// issued since is that of a new sign-in.</remarks>
internal sealed class RecentDisconnects(TimeProvider clock)
{
    /// <summary>How long a user stays out.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    // As long as it may take to connect.
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, long> _subjects = new(StringComparer.Ordinal);

    /// <summary>Notes a user, before their sockets are looked for: so a socket is either found, or finds the note.</summary>
    public void Add(string subject, TimeSpan age)
    {
        var at = clock.GetTimestamp() - clock.TimestampsIn(age);
        _subjects.AddOrUpdate(subject, at, (_, noted) => Math.Max(noted, at));
    }

    /// <summary>Whether a connect must not become a socket.</summary>
    /// <param name="subject">Who connects; null for nobody.</param>
    /// <param name="begun">When they began to.</param>
    /// <param name="issued">When the ticket was issued that they connect with; null if it does not say so, or there is none.</param>
    public bool Forbids(string? subject, long begun, DateTimeOffset? issued)
    {
        if (subject is null)
        {
            return false;
        }

        if (clock.GetElapsedTime(begun) >= Kept)
        {
            // What was noted meanwhile may be forgotten by now.
            return true;
        }

        if (!_subjects.TryGetValue(subject, out var at))
        {
            return false;
        }

        var since = clock.GetElapsedTime(at);
        return begun < at || (since < Grace && !(issued > clock.GetUtcNow() - since));
    }

    /// <summary>Forgets what has become old.</summary>
    public void Sweep(long now)
    {
        foreach (var noted in _subjects)
        {
            if (clock.GetElapsedTime(noted.Value, now) >= Kept)
            {
                _subjects.TryRemove(noted);
            }
        }
    }
}
