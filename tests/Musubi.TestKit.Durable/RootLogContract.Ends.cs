using Musubi.Durable;
using Xunit;

namespace Musubi.TestKit.Durable;

/// <summary>How roots end, and how calls do.</summary>
public abstract partial class RootLogContract
{
    [Fact]
    public async Task Delete_WithTheStoredEpoch_RemovesTheRoot()
    {
        var log = await OpenAsync();
        var epoch = await StartAsync(log);
        await StartAsync(log, "2");
        await AppendAsync(log, Record(epoch, 2));

        await log.DeleteAsync(Key(), epoch, Cancellation);

        Assert.Null(await LoadAsync(log, Key()));
        AssertHolds((await LoadAsync(log, Key("2")))!, 1, "1");
    }

    [Fact]
    public async Task Delete_WithAnEarlierEpoch_DoesNothing()
    {
        var log = await OpenAsync();
        var epoch = await StartAsync(log);
        var later = (await LoadAsync(log)).Epoch;

        await log.DeleteAsync(Key(), epoch, Cancellation);
        await log.DeleteAsync(Key(), 0, Cancellation);
        await log.DeleteAsync(Key(), RootEpoch.After(later), Cancellation);

        Assert.Equal(AppendOutcome.Accepted, await AppendAsync(log, Record(later, 2)));
        AssertHolds(await LoadAsync(log), 2, "1", "2");
    }

    [Fact]
    public async Task Delete_UnknownRoot_DoesNothing()
    {
        var log = await OpenAsync();

        await log.DeleteAsync(Key(), 0, Cancellation);
        await log.DeleteAsync(Key(), RootEpoch.After(0), Cancellation);

        Assert.Null(await LoadAsync(log, Key()));
    }

    [Fact]
    public async Task Append_AfterADelete_IsFenced()
    {
        var log = await OpenAsync();
        var epoch = await StartAsync(log);
        await AppendAsync(log, Record(epoch, 2));
        await log.DeleteAsync(Key(), epoch, Cancellation);

        Assert.Equal(AppendOutcome.Fenced, await AppendAsync(log, Record(epoch, 2)));
        Assert.Equal(AppendOutcome.Fenced, await AppendAsync(log, Record(epoch, 3)));
        Assert.Equal(AppendOutcome.Fenced, await AppendAsync(log, Record(epoch, 3) with { IsSnapshot = true }));

        Assert.Null(await LoadAsync(log, Key()));
    }

    [Fact]
    public async Task Append_FirstAfterADelete_FindsNothingOfTheRootBefore()
    {
        var log = await OpenAsync();
        var epoch = await StartAsync(log);
        await AppendAsync(log, Record(epoch, 2));
        await log.DeleteAsync(Key(), epoch, Cancellation);

        Assert.Equal(AppendOutcome.Accepted, await AppendAsync(log, First(RootEpoch.After(0), "fresh")));

        AssertHolds(await LoadAsync(log), 1, "fresh");
    }

    [Fact]
    public async Task Expire_BeforeTheTime_RemovesNothing()
    {
        var log = await OpenAsync();
        await StartAsync(log);

        Assert.Equal(0, await log.ExpireAsync(10, Cancellation));

        Assert.NotNull(await LoadAsync(log, Key()));
    }

    [Fact]
    public async Task Expire_AfterTheTime_RemovesRootsAFewAtOnce()
    {
        var log = await OpenAsync();
        var epoch = RootEpoch.After(0);
        var keys = Roots(5);
        await StartAsync(log);
        await log.AppendAsync([.. keys.Select(key => First(epoch) with { Root = key, KeepFor = SoonOver })], Cancellation);

        await PassAsync(SoonOver * 2);

        int[] expected = ExpiresByItself ? [0, 0, 0, 0] : [2, 2, 1, 0];
        foreach (var count in expected)
        {
            Assert.Equal(count, await log.ExpireAsync(2, Cancellation));
        }

        foreach (var key in keys)
        {
            Assert.Null(await LoadAsync(log, key));
        }

        Assert.NotNull(await LoadAsync(log, Key()));
    }

    [Fact]
    public async Task Expire_RootThatWasAppendedToSince_IsKept()
    {
        var log = await OpenAsync();
        var epoch = RootEpoch.After(0);
        await AppendAsync(log, First(epoch) with { KeepFor = SoonOver });
        await AppendAsync(log, Record(epoch, 2));

        await PassAsync(SoonOver * 2);

        Assert.Equal(0, await log.ExpireAsync(10, Cancellation));
        AssertHolds(await LoadAsync(log), 2, "1", "2");
    }

    [Fact]
    public async Task Expire_RootKeptForAShorterTimeSince_IsRemovedWithAllItsRecords()
    {
        var log = await OpenAsync();
        var epoch = await StartAsync(log);
        await AppendAsync(log, Record(epoch, 2) with { KeepFor = SoonOver });

        await PassAsync(SoonOver * 2);
        Assert.Equal(ExpiresByItself ? 0 : 1, await log.ExpireAsync(10, Cancellation));

        Assert.Equal(AppendOutcome.Fenced, await AppendAsync(log, Record(epoch, 3)));
        Assert.Equal(AppendOutcome.Accepted, await AppendAsync(log, First(RootEpoch.After(0), "fresh")));
        AssertHolds(await LoadAsync(log), 1, "fresh");
    }

    [Fact]
    public async Task Expire_AskedByManyAtOnce_RemovesEachRootOnce()
    {
        var (log, another) = (await OpenAsync(), await OpenAsync());
        var epoch = RootEpoch.After(0);
        var keys = Roots(100);
        await log.AppendAsync([.. keys.Select(key => First(epoch) with { Root = key, KeepFor = SoonOver })], Cancellation);
        await PassAsync(SoonOver * 2);

        var removed = await Task.WhenAll(Enumerable.Range(0, 8).Select(async index => await (index % 2 == 0 ? log : another).ExpireAsync(50, Cancellation)));
        var rest = await log.ExpireAsync(100, Cancellation);

        Assert.Equal(ExpiresByItself ? 0 : 100, removed.Sum() + rest);
        foreach (var key in keys)
        {
            Assert.Null(await LoadAsync(log, key));
        }
    }

    [Fact]
    public async Task AnyCall_Cancelled_ThrowsAndCanBeMadeAgain()
    {
        var log = await OpenAsync();
        var epoch = await StartAsync(log);
        var cancelled = new CancellationToken(canceled: true);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await log.AppendAsync([Record(epoch, 2)], cancelled));
        Assert.Equal(AppendOutcome.Accepted, await AppendAsync(log, Record(epoch, 2)));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await log.LoadAsync(Key(), cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await log.ExpireAsync(1, cancelled));
        var stored = await LoadAsync(log);
        AssertHolds(stored, 2, "1", "2");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await log.DeleteAsync(Key(), stored.Epoch, cancelled));
        await log.DeleteAsync(Key(), stored.Epoch, Cancellation);
        Assert.Null(await LoadAsync(log, Key()));
    }

    [Fact]
    public async Task TwoInstances_OfOneStorage_SeeAndFenceEachOther()
    {
        var (one, two) = (await OpenAsync(), await OpenAsync());
        var first = await StartAsync(one);

        var stored = await LoadAsync(two);
        AssertHolds(stored, 1, "1");
        Assert.Equal(AppendOutcome.Fenced, await AppendAsync(one, Record(first, 2, "zombie")));
        Assert.Equal(AppendOutcome.Accepted, await AppendAsync(two, Record(stored.Epoch, 2)));

        AssertHolds(await LoadAsync(one), 2, "1", "2");
        await two.DeleteAsync(Key(), stored.Epoch, Cancellation);
        Assert.NotNull(await LoadAsync(two, Key()));
    }
}
