using System.Collections.Immutable;

namespace Musubi.Grains.Watches;

/// <summary>The roots of this silo that somebody watches. Each is watched for a minute after the last look.</summary>
/// <remarks>Kept here and not with the roots, of which there are many: one that nobody looks at holds nothing for it, and a turn of it asks one field while nobody looks at any.</remarks>
internal sealed class RootWatches(TimeProvider time)
{
    internal static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private volatile ImmutableDictionary<object, Watched>? _watched;

    /// <summary>How many roots are watched.</summary>
    public int Count => _watched?.Count ?? 0;

    /// <summary>The watch of a root; null when nobody watches it.</summary>
    public RootWatch? Of(object root) => _watched is { } watched && watched.TryGetValue(root, out var found) ? found.Watch : null;

    /// <summary>Watches a root, from the first look on.</summary>
    public RootWatch Look(object root)
    {
        lock (_lock)
        {
            if (_watched is { } watched && watched.TryGetValue(root, out var found))
            {
                found.Expiry.Change(KeptFor, Timeout.InfiniteTimeSpan);
                return found.Watch;
            }

            // Not a part of the call that happens to look first.
            using (ExecutionContext.SuppressFlow())
            {
                found = new Watched(new RootWatch(), time.CreateTimer(_ => Forget(root), null, KeptFor, Timeout.InfiniteTimeSpan));
            }

            _watched = (_watched ?? ImmutableDictionary.Create<object, Watched>(ReferenceEqualityComparer.Instance)).Add(root, found);
            return found.Watch;
        }
    }

    private void Forget(object root)
    {
        lock (_lock)
        {
            if (_watched is { } watched && watched.TryGetValue(root, out var found))
            {
                found.Expiry.Dispose();
                _watched = watched.Count == 1 ? null : watched.Remove(root);
            }
        }
    }

    private sealed record Watched(RootWatch Watch, ITimer Expiry);
}
