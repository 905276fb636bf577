using Musubi.Durable;
using Musubi.TestKit.Durable;

namespace Musubi.Storage.Redis.Tests;

public sealed class RedisRootLogContractTests(RedisFixture redis) : RootLogContract, IClassFixture<RedisFixture>, IAsyncDisposable
{
    private readonly RedisRoots _roots = new(redis);

    protected override bool ExpiresByItself => true;

    public ValueTask DisposeAsync() => _roots.DisposeAsync();

    protected override ValueTask<IRootLog> OpenAsync() => new(_roots.Open());

    // The clock is the server's, and cannot be moved.
    protected override Task PassAsync(TimeSpan time) => Task.Delay(time, Cancellation);
}
