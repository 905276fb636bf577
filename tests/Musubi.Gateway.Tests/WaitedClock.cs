using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace Musubi.Gateway.Tests;

/// <summary>A fake clock that tells when something begins to wait for it, so that a test moves it no further than what waits.</summary>
internal sealed class WaitedClock : FakeTimeProvider
{
    private readonly Channel<TimeSpan> _delays = Channel.CreateUnbounded<TimeSpan>();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        if (period == Timeout.InfiniteTimeSpan && dueTime > TimeSpan.Zero)
        {
            _delays.Writer.TryWrite(dueTime);
        }

        return timer;
    }

    /// <summary>Waits until something waits for at most this long, and lets that time pass.</summary>
    public async Task PassDelayAsync(TimeSpan atMost)
    {
        TimeSpan delay;
        do
        {
            delay = await _delays.Reader.ReadAsync(TestContext.Current.CancellationToken);
        }
        while (delay > atMost);

        Advance(delay);
    }
}
