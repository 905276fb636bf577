using Microsoft.Extensions.Time.Testing;
using Musubi.Durable;
using Musubi.TestKit.Durable;

namespace Musubi.Abstractions.Tests.Durable;

/// <summary>The log that other tests use does what the contract says.</summary>
public sealed class MemoryRootLogTests : RootLogContract
{
    private readonly FakeTimeProvider _time = new();
    private readonly MemoryRootLog _log;

    public MemoryRootLogTests() => _log = new(_time);

    protected override ValueTask<IRootLog> OpenAsync() => new(_log.Another());

    protected override Task PassAsync(TimeSpan time)
    {
        _time.Advance(time);
        return Task.CompletedTask;
    }
}
