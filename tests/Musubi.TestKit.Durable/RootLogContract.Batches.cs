using Musubi.Durable;
using Xunit;

namespace Musubi.TestKit.Durable;

/// <summary>Batches, and what one record may be.</summary>
public abstract partial class RootLogContract
{
    /// <summary>Any key that is text is a key: the id in it is a client's.</summary>
    public static TheoryData<string> OddKeys { get; } =
    [
        "é", "e\u0301", "日本語", "👩‍👩‍👧", "'", "\"", "`", "\\", "a/b/c", "a:b:c", "..", "%", "_", "*", "?", "[a]", "{a}", "$1", "@p0", "--", ";", " ", " a", "a ",
        "a\tb", "a\nb", "a\r\nb", "a\0b", "\0", "\u0001", "\u200b", "\ufeff", "\uffff", "A", "a", "ß", "ss", "SS", "İ", "ı", "NULL", "0", "00",
    ];

    [Fact]
    public async Task Append_EmptyBatch_AnswersNothing()
    {
        var log = await OpenAsync();

        Assert.Empty(await log.AppendAsync([], Cancellation));
    }

    [Fact]
    public async Task Append_BatchOfAcceptedAndFenced_AnswersEachInOrder()
    {
        var log = await OpenAsync();
        var epoch = await StartAsync(log);
        var other = await StartAsync(log, "2");
        Assert.Equal(AppendOutcome.Accepted, await AppendAsync(log, Record(epoch, 2)));
        Assert.NotNull(await LoadAsync(log, Key("2")));

        var outcomes = await log.AppendAsync(
            [
                Record(other, 2) with { Root = Key("2") },
                Record(epoch, 3),
                First(epoch) with { Root = Key("3") },
                Record(epoch, 2) with { Root = Key("4") },
                Record(epoch, 3, "gone") with { Root = Key("5"), IsSnapshot = true },
                First(epoch) with { Root = Key("6") },
            ],
            Cancellation);

        Assert.Equal(
            [AppendOutcome.Fenced, AppendOutcome.Accepted, AppendOutcome.Accepted, AppendOutcome.Fenced, AppendOutcome.Fenced, AppendOutcome.Accepted],
            outcomes);
        AssertHolds(await LoadAsync(log), 3, "1", "2", "3");
        AssertHolds((await LoadAsync(log, Key("2")))!, 1, "1");
        AssertHolds((await LoadAsync(log, Key("3")))!, 1, "1");
        Assert.Null(await LoadAsync(log, Key("4")));
        Assert.Null(await LoadAsync(log, Key("5")));
        AssertHolds((await LoadAsync(log, Key("6")))!, 1, "1");
    }

    [Fact]
    public async Task Append_BatchMadeAgain_IsAcceptedOnce()
    {
        var log = await OpenAsync();
        var epoch = RootEpoch.After(0);
        RootAppend[] first = [.. Roots(20).Select(key => First(epoch) with { Root = key })];
        RootAppend[] second = [.. Roots(20).Select(key => Record(epoch, 2) with { Root = key })];

        foreach (var batch in new[] { first, first, second, first, second })
        {
            Assert.All(await log.AppendAsync(batch, Cancellation), static outcome => Assert.Equal(AppendOutcome.Accepted, outcome));
        }

        foreach (var key in Roots(20))
        {
            AssertHolds((await LoadAsync(log, key))!, 2, "1", "2");
        }
    }

    [Fact]
    public async Task Append_ManyRootsInOneBatch_AreAllKept()
    {
        var log = await OpenAsync();
        var epoch = RootEpoch.After(0);
        var keys = Roots(2_000);

        var outcomes = await log.AppendAsync([.. keys.Select(key => First(epoch, key) with { Root = key })], Cancellation);

        Assert.Equal(keys.Count, outcomes.Count(static outcome => outcome == AppendOutcome.Accepted));
        foreach (var key in keys.Where(static (_, index) => index % 97 == 0))
        {
            AssertHolds((await LoadAsync(log, key))!, 1, key);
        }
    }

    [Fact]
    public async Task Append_OddKeys_AreToldApart()
    {
        var log = await OpenAsync();
        var epoch = RootEpoch.After(0);
        List<string> keys = [.. OddKeys.Select(static key => key.Data)];
        var outcomes = await log.AppendAsync([.. keys.Select(key => First(epoch, key) with { Root = Key(key) })], Cancellation);
        Assert.All(outcomes, static outcome => Assert.Equal(AppendOutcome.Accepted, outcome));

        foreach (var key in keys)
        {
            AssertHolds((await LoadAsync(log, Key(key)))!, 1, key);
        }

        await log.DeleteAsync(Key("a"), epoch, Cancellation);
        Assert.NotNull(await LoadAsync(log, Key("A")));
    }

    [Theory]
    [InlineData('a', 'z')]
    [InlineData('\u4e00', '\u9fa0')]
    public async Task Append_LongestKeys_AreToldApartByTheirLastCharacter(char least, char most)
    {
        var log = await OpenAsync();
        var epoch = RootEpoch.After(0);
        var random = new Random(1);
        var prefix = Key("");
        var key = prefix + string.Create(RootAppend.MaxKeyLength - prefix.Length, random, (characters, source) =>
        {
            foreach (ref var character in characters)
            {
                character = (char)source.Next(least, most);
            }
        });
        var other = key[..^1] + most;

        await log.AppendAsync([First(epoch, "one") with { Root = key }, First(epoch, "other") with { Root = other }], Cancellation);

        AssertHolds((await LoadAsync(log, key))!, 1, "one");
        AssertHolds((await LoadAsync(log, other))!, 1, "other");
    }

    [Fact]
    public async Task Append_EmptyRecords_AreKept()
    {
        var log = await OpenAsync();
        var epoch = RootEpoch.After(0);

        await AppendAsync(log, First(epoch, ""));
        await AppendAsync(log, Record(epoch, 2, ""));
        await AppendAsync(log, Record(epoch, 3, "x"));
        await AppendAsync(log, Record(epoch, 4, ""));

        AssertHolds(await LoadAsync(log), 4, "", "", "x", "");
    }

    [Fact]
    public async Task Append_RecordsOfAMegabyte_AreKeptByteForByte()
    {
        var log = await OpenAsync();
        var epoch = RootEpoch.After(0);
        byte[] snapshot = new byte[1024 * 1024], record = new byte[1024 * 1024];
        new Random(1).NextBytes(snapshot);
        new Random(2).NextBytes(record);

        await AppendAsync(log, First(epoch) with { Data = snapshot });
        await AppendAsync(log, Record(epoch, 2) with { Data = record });

        var stored = await LoadAsync(log);
        Assert.True(stored.Snapshot.Span.SequenceEqual(snapshot));
        Assert.True(Assert.Single(stored.Records).Span.SequenceEqual(record));
    }

    [Fact]
    public async Task Append_DataChangedAfterItReturned_KeepsWhatWasGiven()
    {
        var log = await OpenAsync();
        var epoch = RootEpoch.After(0);
        var buffer = "given"u8.ToArray();

        await AppendAsync(log, First(epoch) with { Data = buffer });
        buffer.AsSpan().Fill((byte)'x');
        var stored = await LoadAsync(log);

        AssertHolds(stored, 1, "given");
    }

    private List<string> Roots(int count) => [.. Enumerable.Range(0, count).Select(index => Key($"many-{index}"))];
}
