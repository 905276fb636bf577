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

    /// <summary>Lets so much time pass, as slowly as what looks at the time twice a second needs it.</summary>
    public void Pass(TimeSpan time)
    {
        var sweep = TimeSpan.FromMilliseconds(500);
        for (var passed = TimeSpan.Zero; passed < time; passed += sweep)
        {
            Advance(sweep);
        }
    }

    /// <summary>Returns when something waits for so long that did not before, or once did.</summary>
    public async Task WaitedForAsync(TimeSpan delay)
    {
        while (await _delays.Reader.ReadAsync(TestContext.Current.CancellationToken) != delay)
        {
        }
    }

    /// <summary>Waits until something waits for at most this long, and lets that time pass.</summary>
    /// <param name="atMost">The longest delay.</param>
    /// <param name="atLeast">The shortest.</param>
    public async Task PassDelayAsync(TimeSpan atMost, TimeSpan atLeast = default)
    {
        TimeSpan delay;
        do
        {
            delay = await _delays.Reader.ReadAsync(TestContext.Current.CancellationToken);
        }
        while (delay > atMost || delay < atLeast);

        Advance(delay);
    }
}
