namespace Musubi.Grains.Uploads;

/// <summary>Lets through one report of progress in a while for each file. One that is held back is not made up for: the next says more.</summary>
/// <remarks>It remembers what has passed within that while and nothing else, so it need not be told when a file ends, of which there are many ways.</remarks>
internal sealed class ProgressThrottle(TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly Queue<(string EntryRef, long At)> _passed = new();
    private readonly HashSet<string> _held = new(StringComparer.Ordinal);

    public bool TryPass(string entryRef)
    {
        var now = time.GetTimestamp();
        while (_passed.TryPeek(out var oldest) && time.GetElapsedTime(oldest.At, now) >= Interval)
        {
            _passed.Dequeue();
            _held.Remove(oldest.EntryRef);
        }

        if (!_held.Add(entryRef))
        {
            return false;
        }

        _passed.Enqueue((entryRef, now));
        return true;
    }
}
