namespace Musubi.Grains.Uploads;

/// <summary>Lets through one report of progress in a while for each file. One that is held back is not made up for: the next says more.</summary>
internal sealed class ProgressThrottle(TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly Dictionary<string, long> _last = new(StringComparer.Ordinal);

    public bool TryPass(string entryRef)
    {
        var now = time.GetTimestamp();
        if (_last.TryGetValue(entryRef, out var last) && time.GetElapsedTime(last, now) < Interval)
        {
            return false;
        }

        _last[entryRef] = now;
        return true;
    }

    public void Forget(string entryRef) => _last.Remove(entryRef);
}
