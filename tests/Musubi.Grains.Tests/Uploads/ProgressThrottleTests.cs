using Microsoft.Extensions.Time.Testing;
using Musubi.Grains.Uploads;

namespace Musubi.Grains.Tests.Uploads;

public sealed class ProgressThrottleTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void TryPass_AnyNumberOfFiles_LetsEachThroughOnceInATenthOfASecond()
    {
        var throttle = new ProgressThrottle(_clock);

        for (var round = 0; round < 3; round++)
        {
            Assert.All(Enumerable.Range(0, 100), file => Assert.True(throttle.TryPass($"u_{file}")));
            Assert.All(Enumerable.Range(0, 100), file => Assert.False(throttle.TryPass($"u_{file}")));
            _clock.Advance(TimeSpan.FromMilliseconds(100));
        }
    }

    [Fact]
    public void TryPass_FilesThatAreNeverHeardOfAgain_KeepsNoneOfThem()
    {
        var throttle = new ProgressThrottle(_clock);
        var first = Pass(throttle, "u_first");
        for (var file = 0; file < 1_000; file++)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(100));
            throttle.TryPass($"u_{file}");
        }

        GC.Collect();

        Assert.False(first.IsAlive);
        GC.KeepAlive(throttle);
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static WeakReference Pass(ProgressThrottle throttle, string name)
    {
        var entryRef = new string(name.AsSpan());
        Assert.True(throttle.TryPass(entryRef));
        return new WeakReference(entryRef);
    }
}
