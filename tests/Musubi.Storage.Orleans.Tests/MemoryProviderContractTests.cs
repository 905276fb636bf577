using Microsoft.Extensions.Time.Testing;
using Musubi.Durable;
using Musubi.TestKit.Durable;

namespace Musubi.Storage.Orleans.Tests;

public sealed class MemoryProviderContractTests(MemorySilo silo) : RootLogContract, IClassFixture<MemorySilo>
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddYears(60));

    // Not by itself, but nobody finds what has expired.
    protected override bool ExpiresByItself => true;

    protected override ValueTask<IRootLog> OpenAsync() => new(new GrainStorageRootLog(silo.Storage, _time));

    protected override Task PassAsync(TimeSpan time)
    {
        _time.Advance(time);
        return Task.CompletedTask;
    }
}
