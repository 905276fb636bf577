using Microsoft.Extensions.Time.Testing;
using Musubi.Gateway.Collections;
using Musubi.Gateway.Tests.Scripted;

namespace Musubi.Gateway.Tests.Sockets;

public sealed class RateLimitTests(TestSilo silo)
{
    [Fact]
    public void Rate_WithinTheBurst_IsFree()
    {
        var clock = new FakeTimeProvider();
        var rate = new TokenBucket(burst: 5, perSecond: 10, clock);

        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(TimeSpan.Zero, rate.Take());
        }

        Assert.Equal(TimeSpan.FromMilliseconds(100), rate.Take());
    }

    [Fact]
    public void Rate_InTheLongRun_IsSoManyPerSecond()
    {
        var clock = new FakeTimeProvider();
        var rate = new TokenBucket(burst: 2000, perSecond: 500, clock);
        var start = clock.GetUtcNow();

        for (var i = 0; i < 10_000; i++)
        {
            while (rate.Take() is { Ticks: > 0 } wait)
            {
                clock.Advance(wait);
            }
        }

        Assert.InRange((clock.GetUtcNow() - start).TotalSeconds, 15.9, 16.1);
    }

    [Fact]
    public void Rate_AfterARest_AllowsNoMoreThanTheBurst()
    {
        var clock = new FakeTimeProvider();
        var rate = new TokenBucket(burst: 5, perSecond: 10, clock);
        clock.Advance(TimeSpan.FromHours(1));

        var free = 0;
        while (rate.Take() == TimeSpan.Zero)
        {
            free++;
        }

        Assert.Equal(5, free);
    }

    [Fact]
    public async Task Flood_BeyondTheRate_IsReadMoreSlowlyAndWhollyWhileOthersGoOn()
    {
        await using var gateway = await TestGateway.StartAsync(silo, static options =>
        {
            options.FramesPerSecond = 10;
            options.FrameBurst = 20;
        });
        var root = new RootScript();
        var (flooding, channel) = await gateway.MountAsync(root);
        for (var i = 0; i < 50; i++)
        {
            await channel.PushAsync("command", new { name = $"c{i}" });
        }

        // The join took one of the burst.
        for (var i = 0; i < 19; i++)
        {
            Assert.Equal($"c{i}", (await root.CommandedAsync()).Name);
        }

        var (_, other) = await gateway.MountAsync(new RootScript());
        Assert.Equal("ok", (await other.AskAsync("command", new { name = "inc" })).Status);
        Assert.False(root.HasCommand);

        for (var i = 19; i < 50; i++)
        {
            await gateway.Clock.PassDelayAsync(atMost: TimeSpan.FromMilliseconds(100));
            Assert.Equal($"c{i}", (await root.CommandedAsync()).Name);
        }

        await flooding.TakeAsync(frame => frame.Ref == "51", "the last reply");
    }
}
