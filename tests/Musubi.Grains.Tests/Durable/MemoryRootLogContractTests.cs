using Microsoft.Extensions.Time.Testing;
using Musubi.Durable;
using Musubi.TestKit.Durable;

namespace Musubi.Grains.Tests.Durable;

/// <summary>The storage that a host without a database takes does what the contract says.</summary>
public sealed class MemoryRootLogContractTests : RootLogContract
{
    private readonly FakeTimeProvider _time = new();
    private readonly Grains.Durable.MemoryRootLog _log;

    public MemoryRootLogContractTests() => _log = new(_time);

    protected override ValueTask<IRootLog> OpenAsync() => new(_log);

    protected override Task PassAsync(TimeSpan time)
    {
        _time.Advance(time);
        return Task.CompletedTask;
    }
}
