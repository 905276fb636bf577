using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Time.Testing;
using Musubi.Durable;
using Orleans.Storage;

namespace Musubi.Storage.Orleans.Tests;

/// <summary>What an adapter over another's storage does when that one fails.</summary>
public sealed class GrainStorageRootLogTests(MemorySilo silo) : IClassFixture<MemorySilo>
{
    private readonly string _root = $"{Guid.NewGuid():N}/Board:1";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Append_WriteThatFails_ThrowsAndIsSettledWhenMadeAgain(bool wasWritten)
    {
        var storage = new FailingStorage(silo.Storage) { FailsAfterwards = wasWritten };
        var log = new GrainStorageRootLog(storage, new FakeTimeProvider());

        await Assert.ThrowsAsync<IOException>(async () => await AppendAsync(log, 1));
        storage.IsWorking = true;
        Assert.Equal(AppendOutcome.Accepted, await AppendAsync(log, 1));
        Assert.Equal(AppendOutcome.Accepted, await AppendAsync(log, 2));

        var stored = await log.LoadAsync(_root, Cancellation);
        Assert.Equal(2, stored?.Sequence);
        Assert.Single(stored!.Records);
    }

    [Fact]
    public async Task Load_AfterTheTime_TakesTheStateAway()
    {
        var time = new FakeTimeProvider();
        var log = new GrainStorageRootLog(silo.Storage, time);
        await AppendAsync(log, 1);
        time.Advance(TimeSpan.FromDays(2));

        Assert.Null(await log.LoadAsync(_root, Cancellation));

        Assert.False(await new GrainStorageRootLog(silo.Storage, new FakeTimeProvider()).ContainsAsync(_root, Cancellation));
    }

    [Fact]
    public async Task Silo_WithAProvider_IsHealthyAndHasOneStorage()
    {
        var report = await silo.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Cancellation);

        Assert.Equal(HealthStatus.Healthy, report.Entries["musubi-grain-storage"].Status);
        Assert.IsType<GrainStorageRootLog>(Assert.Single(silo.Services.GetServices<IRootLog>()));
    }

    [Fact]
    public async Task AddMusubiGrainStorage_Twice_TheLastNameCounts()
    {
        using var host = MemorySilo.Build(static silo => silo.AddMemoryGrainStorage("two").AddMusubiGrainStorage("one").AddMusubiGrainStorage("two"));
        await host.StartAsync(Cancellation);

        Assert.Single(host.Services.GetServices<IRootLog>());

        await host.StopAsync(Cancellation);
    }

    [Fact]
    public async Task Silo_WithoutTheProvider_DoesNotStartAndNamesIt()
    {
        using var host = MemorySilo.Build(static silo => silo.AddMusubi<PlainSocket>().AddMusubiGrainStorage("missing"));

        var exception = await Assert.ThrowsAnyAsync<Exception>(async () => await host.StartAsync(Cancellation));

        Assert.Contains("'missing'", exception.ToString(), StringComparison.Ordinal);
    }

    private async Task<AppendOutcome> AppendAsync(GrainStorageRootLog log, long sequence) => Assert.Single(await log.AppendAsync(
        [new(_root, sequence == 1 ? 0 : 42, 42, sequence, sequence == 1, "x"u8.ToArray(), TimeSpan.FromDays(1))],
        Cancellation));

    private sealed class FailingStorage(IGrainStorage inner) : IGrainStorage
    {
        public bool FailsAfterwards { get; init; }

        public bool IsWorking { get; set; }

        public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => inner.ReadStateAsync(stateName, grainId, grainState);

        public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        {
            if (IsWorking || FailsAfterwards)
            {
                await inner.WriteStateAsync(stateName, grainId, grainState);
            }

            if (!IsWorking)
            {
                throw new IOException("The storage's answer was lost.");
            }
        }

        public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => inner.ClearStateAsync(stateName, grainId, grainState);
    }
}
