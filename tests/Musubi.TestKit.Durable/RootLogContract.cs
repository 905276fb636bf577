using System.Text;
using Musubi.Durable;
using Xunit;

namespace Musubi.TestKit.Durable;

/// <summary>What every <see cref="IRootLog"/> has to do. The tests of a storage derive from it, and give it a storage that is theirs alone.</summary>
public abstract partial class RootLogContract
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly string _page = Guid.NewGuid().ToString("N");

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Opens the storage, as one more process does. All that one test opens keep their roots in the same place, and nothing but this class writes there.</summary>
    protected abstract ValueTask<IRootLog> OpenAsync();

    /// <summary>Waits until the storage's own clock is so much later.</summary>
    protected abstract Task PassAsync(TimeSpan time);

    /// <summary>Whether the storage removes what has expired without being asked.</summary>
    protected virtual bool ExpiresByItself => false;

    /// <summary>A time that <see cref="PassAsync"/> passes soon, and a test does not by chance.</summary>
    protected virtual TimeSpan SoonOver => TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Load_UnknownRoot_ReturnsNothingAndWritesNothing()
    {
        var log = await OpenAsync();

        Assert.Null(await log.LoadAsync(Key(), Cancellation));
        Assert.Null(await log.LoadAsync(Key(), Cancellation));

        Assert.Equal(AppendOutcome.Accepted, await AppendAsync(log, First(RootEpoch.After(0))));
    }

    [Fact]
    public async Task Append_First_IsLoadedWithALaterEpoch()
    {
        var log = await OpenAsync();
        var first = First(RootEpoch.After(0), "one");

        Assert.Equal(AppendOutcome.Accepted, await AppendAsync(log, first));

        var stored = await LoadAsync(log);
        Assert.True(stored.Epoch > first.Epoch, $"Expected an epoch after {first.Epoch}; got {stored.Epoch}.");
        AssertHolds(stored, 1, "one");
    }

    [Fact]
    public async Task Append_Records_AreLoadedInOrder()
    {
        var log = await OpenAsync();
        var epoch = await StartAsync(log);

        for (var sequence = 2; sequence <= 100; sequence++)
        {
            Assert.Equal(AppendOutcome.Accepted, await AppendAsync(log, Record(epoch, sequence)));
        }

        AssertHolds(await LoadAsync(log), 100, "1", [.. Enumerable.Range(2, 99).Select(static sequence => $"{sequence}")]);
    }

    [Fact]
    public async Task Append_AfterALoad_IsFencedForTheEarlierAndAcceptedForTheLaterWriter()
    {
        var log = await OpenAsync();
        var earlier = await StartAsync(log);
        var later = (await LoadAsync(log)).Epoch;

        Assert.Equal(AppendOutcome.Fenced, await AppendAsync(log, Record(earlier, 2, "earlier")));
        Assert.Equal(AppendOutcome.Accepted, await AppendAsync(log, Record(later, 2, "later")));
        Assert.Equal(AppendOutcome.Fenced, await AppendAsync(log, Record(earlier, 3, "earlier")));

        AssertHolds(await LoadAsync(log), 2, "1", "later");
    }

    [Fact]
    public async Task Append_SecondFirstOfAnotherWriter_IsFenced()
    {
        var log = await OpenAsync();
        await StartAsync(log);

        Assert.Equal(AppendOutcome.Fenced, await AppendAsync(log, First(RootEpoch.After(0), "other")));

        AssertHolds(await LoadAsync(log), 1, "1");
    }

    [Fact]
    public async Task Append_MadeAgain_IsAcceptedOnce()
    {
        var log = await OpenAsync();
        var epoch = await StartAsync(log);
        Assert.Equal(AppendOutcome.Accepted, await AppendAsync(log, First(epoch)));
        Assert.Equal(AppendOutcome.Accepted, await AppendAsync(log, Record(epoch, 2)));
        Assert.Equal(AppendOutcome.Accepted, await AppendAsync(log, Record(epoch, 2)));
        Assert.Equal(AppendOutcome.Accepted, await AppendAsync(log, Record(epoch, 3)));

        // Older than what is stored.
        Assert.Equal(AppendOutcome.Accepted, await AppendAsync(log, Record(epoch, 2)));
        Assert.Equal(AppendOutcome.Accepted, await AppendAsync(log, First(epoch)));

        AssertHolds(await LoadAsync(log), 3, "1", "2", "3");
    }

    [Fact]
    public async Task Append_HandedOverMadeAgain_IsAcceptedOnce()
    {
        var log = await OpenAsync();
        var epoch = await StartAsync(log);
        var next = RootEpoch.After(epoch);
        Assert.Equal(AppendOutcome.Accepted, await AppendAsync(log, Record(next, 2) with { AfterEpoch = epoch }));
        Assert.Equal(AppendOutcome.Accepted, await AppendAsync(log, Record(next, 2) with { AfterEpoch = epoch }));

        Assert.Equal(AppendOutcome.Fenced, await AppendAsync(log, Record(epoch, 3, "old owner")));
        Assert.Equal(AppendOutcome.Fenced, await AppendAsync(log, Record(epoch, 2, "old owner")));
        Assert.Equal(AppendOutcome.Accepted, await AppendAsync(log, Record(next, 3)));

        AssertHolds(await LoadAsync(log), 3, "1", "2", "3");
    }

    [Fact]
    public async Task Append_MadeAgainAfterAnotherLoaded_IsFencedAndStaysInTheLog()
    {
        var log = await OpenAsync();
        var epoch = await StartAsync(log);
        Assert.Equal(AppendOutcome.Accepted, await AppendAsync(log, Record(epoch, 2)));
        AssertHolds(await LoadAsync(log), 2, "1", "2");

        Assert.Equal(AppendOutcome.Fenced, await AppendAsync(log, Record(epoch, 2)));

        AssertHolds(await LoadAsync(log), 2, "1", "2");
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(1_000_000_000_000)]
    public async Task Append_LeavingAGap_IsFenced(long sequence)
    {
        var log = await OpenAsync();
        var epoch = await StartAsync(log);

        Assert.Equal(AppendOutcome.Fenced, await AppendAsync(log, Record(epoch, sequence)));
        Assert.Equal(AppendOutcome.Fenced, await AppendAsync(log, Record(epoch, sequence) with { IsSnapshot = true }));

        AssertHolds(await LoadAsync(log), 1, "1");
    }

    [Fact]
    public async Task Append_ToNothingWithALaterNumber_IsFenced()
    {
        var log = await OpenAsync();
        var epoch = RootEpoch.After(0);

        Assert.Equal(AppendOutcome.Fenced, await AppendAsync(log, Record(epoch, 2)));
        Assert.Equal(AppendOutcome.Fenced, await AppendAsync(log, Record(epoch, 2) with { AfterEpoch = 0 }));
        Assert.Equal(AppendOutcome.Fenced, await AppendAsync(log, First(epoch) with { AfterEpoch = epoch }));

        Assert.Null(await log.LoadAsync(Key(), Cancellation));
    }

    [Fact]
    public async Task Append_Snapshot_TakesThePlaceOfAllBefore()
    {
        var log = await OpenAsync();
        var epoch = await StartAsync(log);
        await AppendAsync(log, Record(epoch, 2));
        await AppendAsync(log, Record(epoch, 3));

        Assert.Equal(AppendOutcome.Accepted, await AppendAsync(log, Record(epoch, 4, "all") with { IsSnapshot = true }));
        var stored = await LoadAsync(log);
        AssertHolds(stored, 4, "all");

        Assert.Equal(AppendOutcome.Accepted, await AppendAsync(log, Record(stored.Epoch, 5)));
        AssertHolds(await LoadAsync(log), 5, "all", "5");
    }

    [Fact]
    public async Task Append_SnapshotMadeAgainAfterARecord_DropsNothing()
    {
        var log = await OpenAsync();
        var epoch = await StartAsync(log);
        var snapshot = Record(epoch, 2, "all") with { IsSnapshot = true };
        await AppendAsync(log, snapshot);
        await AppendAsync(log, Record(epoch, 3));

        Assert.Equal(AppendOutcome.Accepted, await AppendAsync(log, snapshot));

        AssertHolds(await LoadAsync(log), 3, "all", "3");
    }

    protected static ValueTask<StoredRoot?> LoadAsync(IRootLog log, string key) => log.LoadAsync(key, Cancellation);

    protected static async Task<AppendOutcome> AppendAsync(IRootLog log, RootAppend append) =>
        Assert.Single(await log.AppendAsync([append], Cancellation));

    protected static void AssertHolds(StoredRoot stored, long sequence, string snapshot, params string[] records)
    {
        Assert.Equal(sequence, stored.Sequence);
        Assert.Equal(snapshot, Text(stored.Snapshot));
        Assert.Equal(records, stored.Records.Select(Text));
    }

    protected async Task<StoredRoot> LoadAsync(IRootLog log)
    {
        var stored = await log.LoadAsync(Key(), Cancellation);
        Assert.NotNull(stored);
        return stored;
    }

    /// <returns>The epoch of the writer whose first record is kept.</returns>
    protected async Task<long> StartAsync(IRootLog log, string id = "1")
    {
        var epoch = RootEpoch.After(0);
        Assert.Equal(AppendOutcome.Accepted, await AppendAsync(log, First(epoch) with { Root = Key(id) }));
        return epoch;
    }

    protected string Key(string id = "1") => $"{_page}/Board:{id}";

    protected RootAppend First(long epoch, string data = "1") => new(Key(), 0, epoch, 1, true, Bytes(data), Day);

    protected RootAppend Record(long epoch, long sequence, string? data = null) =>
        new(Key(), epoch, epoch, sequence, false, Bytes(data ?? $"{sequence}"), Day);

    private static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);
}
