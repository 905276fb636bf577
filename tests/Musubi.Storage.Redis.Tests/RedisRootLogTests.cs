using Microsoft.Extensions.Logging;
using Musubi.Durable;
using StackExchange.Redis;

namespace Musubi.Storage.Redis.Tests;

/// <summary>What is told at start, and what happens when the server refuses, hangs and dies.</summary>
public sealed class RedisRootLogTests(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncDisposable
{
    private readonly RedisRoots _roots = new(redis);
    private readonly string _root = $"page/{Guid.NewGuid():N}";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _roots.DisposeAsync();

    [Fact]
    public async Task Start_ServerThatSyncsEveryWrite_WarnsOfNothing()
    {
        await _roots.Start().CheckAsync(Cancellation);

        Assert.Empty(Warnings());
    }

    [Theory]
    [InlineData("--appendonly", "no", "no append-only file")]
    [InlineData("--appendfsync", "everysec", "'everysec'")]
    [InlineData("--maxmemory-policy", "volatile-lru", "volatile-lru")]
    public async Task Start_ServerThatMayLoseRoots_WarnsOfIt(string setting, string value, string warning)
    {
        await redis.Server.KillAsync();
        await redis.Server.StartAsync(Cancellation, setting, value);
        try
        {
            await _roots.Start().CheckAsync(Cancellation);
        }
        finally
        {
            await redis.Server.KillAsync();
            await redis.Server.StartAsync(Cancellation);
        }

        Assert.Contains(warning, Assert.Single(Warnings()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Append_AfterTheServerForgotItsScripts_IsAccepted()
    {
        var log = _roots.Open();
        Assert.Equal(AppendOutcome.Accepted, await AppendAsync(log, 1));

        await redis.Server.RunAsync("SCRIPT FLUSH", Cancellation);

        Assert.Equal(AppendOutcome.Accepted, await AppendAsync(log, 2));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Append_MemoryFull_ThrowsAndLeavesTheLogAsItWas(bool isSnapshot)
    {
        var log = _roots.Open();
        await AppendAsync(log, 1);
        await redis.Server.RunAsync("CONFIG SET maxmemory 1", Cancellation);
        try
        {
            await Assert.ThrowsAnyAsync<RedisException>(async () => await AppendAsync(log, 2, isSnapshot));
        }
        finally
        {
            await redis.Server.RunAsync("CONFIG SET maxmemory 0", Cancellation);
        }

        Assert.Equal(AppendOutcome.Accepted, await AppendAsync(log, 2));
        Assert.Single((await log.LoadAsync(_root, Cancellation))!.Records);
    }

    [Fact]
    public async Task Append_FewerReplicasThanAskedFor_Throws()
    {
        var log = _roots.Open(seconds: 1, replicas: 1);

        await Assert.ThrowsAsync<TimeoutException>(async () => await AppendAsync(log, 1));
    }

    [Fact]
    public async Task Append_ServerKilledAndStarted_KeepsWhatWasAccepted()
    {
        var log = _roots.Open(seconds: 10);
        Assert.Equal(AppendOutcome.Accepted, await AppendAsync(log, 1));

        await redis.Server.KillAsync();
        await redis.Server.StartAsync(Cancellation);

        Assert.Equal(AppendOutcome.Accepted, await UntilAnsweredAsync(log));
        Assert.Single((await log.LoadAsync(_root, Cancellation))!.Records);
    }

    [Fact]
    public async Task Append_ServerThatHangs_FailsInTimeAndIsSettledByTheSameAppend()
    {
        var log = _roots.Open(seconds: 1);
        Assert.Equal(AppendOutcome.Accepted, await AppendAsync(log, 1));

        await redis.Server.PauseAsync();
        try
        {
            await Assert.ThrowsAnyAsync<Exception>(async () => await AppendAsync(log, 2));
        }
        finally
        {
            await redis.Server.ContinueAsync();
        }

        Assert.Equal(AppendOutcome.Accepted, await UntilAnsweredAsync(log));
        Assert.Single((await log.LoadAsync(_root, Cancellation))!.Records);
    }

    private async Task<AppendOutcome> UntilAnsweredAsync(IRootLog log)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await AppendAsync(log, 2);
            }
            catch (Exception exception) when (attempt < 20 && (exception is TimeoutException or RedisException))
            {
                // The connection is not back yet.
            }
        }
    }

    private IEnumerable<string> Warnings() =>
        _roots.Log.Collector.GetSnapshot().Where(static record => record.Level >= LogLevel.Warning).Select(static record => record.Message);

    private async Task<AppendOutcome> AppendAsync(IRootLog log, long sequence, bool isSnapshot = false) =>
        Assert.Single(await log.AppendAsync([new(_root, sequence == 1 ? 0 : 42, 42, sequence, isSnapshot || sequence == 1, new byte[200], TimeSpan.FromDays(1))], Cancellation));
}
