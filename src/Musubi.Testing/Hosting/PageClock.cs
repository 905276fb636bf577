using Microsoft.Extensions.Time.Testing;

namespace Musubi.Testing.Hosting;

/// <summary>A fake clock that knows when the next timer is due, so that it can be moved from one to the next.</summary>
/// <remarks>Moved in one go, a timer that is set when another fires would be set from the end of the move, and come once where a silo's comes ten times.</remarks>
internal sealed class PageClock : FakeTimeProvider
{
    private readonly Lock _lock = new();
    private readonly HashSet<DueTimer> _timers = [];

    /// <summary>When the next timer is due, if that is later than now and earlier than a time.</summary>
    public DateTimeOffset? NextDue(DateTimeOffset before)
    {
        lock (_lock)
        {
            var now = GetUtcNow();
            return _timers.Select(timer => timer.DueAfter(now)).Where(due => due < before).Min();
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new DueTimer(this);
        timer.Start(base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan), dueTime, period);
        return timer;
    }

    private sealed class DueTimer(PageClock clock) : ITimer
    {
        private ITimer? _timer;
        private DateTimeOffset? _due;
        private TimeSpan _period;

        public void Start(ITimer timer, TimeSpan dueTime, TimeSpan period)
        {
            _timer = timer;
            Change(dueTime, period);
        }

        public DateTimeOffset? DueAfter(DateTimeOffset now)
        {
            if (_due is not { } due || due > now)
            {
                return _due;
            }

            return _period > TimeSpan.Zero ? due + (((now - due).Ticks / _period.Ticks) + 1) * _period : null;
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._lock)
            {
                _due = dueTime < TimeSpan.Zero ? null : clock.GetUtcNow() + dueTime;
                _period = period;
                clock._timers.Add(this);
            }

            return _timer!.Change(dueTime, period);
        }

        public void Dispose()
        {
            lock (clock._lock)
            {
                clock._timers.Remove(this);
            }

            _timer!.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
