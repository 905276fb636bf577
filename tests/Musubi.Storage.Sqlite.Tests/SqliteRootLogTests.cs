using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Musubi.Durable;

namespace Musubi.Storage.Sqlite.Tests;

/// <summary>What the file is, and what happens when it cannot be written.</summary>
public sealed class SqliteRootLogTests : IAsyncDisposable
{
    private const string Root = "page/Board:1";

    private readonly SqliteFile _file = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _file.DisposeAsync();

    [Fact]
    public async Task Start_NoFile_MakesItWithAWriteAheadLog()
    {
        await _file.Open().StartAsync(Cancellation);

        using var connection = _file.Connect();
        Assert.Equal("wal", SqliteDatabase.Run(connection, "PRAGMA journal_mode"));
        Assert.Equal((long)SqliteDatabase.SchemaVersion, SqliteDatabase.Run(connection, "PRAGMA user_version"));
    }

    [Fact]
    public void Open_File_SyncsEveryCommit()
    {
        using var connection = SqliteDatabase.Open(new() { ConnectionString = _file.ConnectionString });

        Assert.Equal(2L, SqliteDatabase.Run(connection, "PRAGMA synchronous"));
        Assert.Equal(2_000L, SqliteDatabase.Run(connection, "PRAGMA busy_timeout"));
    }

    [Fact]
    public async Task Start_FileOfALaterBuild_IsRefusedAndLeftAlone()
    {
        using (var connection = _file.Connect())
        {
            SqliteDatabase.Run(connection, "PRAGMA user_version = 7");
        }

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(async () => await _file.Open().StartAsync(Cancellation));

        Assert.Contains("got 7", exception.Message, StringComparison.Ordinal);
        using var after = _file.Connect();
        Assert.Equal(0L, SqliteDatabase.Run(after, "SELECT count(*) FROM sqlite_master"));
    }

    [Fact]
    public async Task Start_FileThatIsNoDatabase_Throws()
    {
        await File.WriteAllTextAsync(_file.Path, new string('x', 10_000), Cancellation);

        await Assert.ThrowsAsync<SqliteException>(async () => await _file.Open().StartAsync(Cancellation));
    }

    [Fact]
    public async Task Append_ThenAnotherProcessOpensTheFile_IsThere()
    {
        var log = _file.Open();
        await AppendAsync(log, 1, 10);
        await log.DisposeAsync();

        var stored = await _file.Open().LoadAsync(Root, Cancellation);

        Assert.Equal(1, stored?.Sequence);
    }

    [Fact]
    public async Task Append_NoRoomLeft_ThrowsAndLeavesTheLogAsItWas()
    {
        var log = _file.Open(maxBytes: 1 << 20);
        await AppendAsync(log, 1, 100);

        var exception = await Assert.ThrowsAsync<SqliteException>(async () => await AppendAsync(log, 2, 2 << 20));

        // SQLITE_FULL, which a full disk is too.
        Assert.Equal(13, exception.SqliteErrorCode);
        Assert.Equal(AppendOutcome.Accepted, await AppendAsync(log, 2, 200));
        var stored = await log.LoadAsync(Root, Cancellation);
        Assert.Equal(2, stored?.Sequence);
        Assert.Equal(200, Assert.Single(stored!.Records).Length);
    }

    [Fact]
    public async Task Append_NoRoomForOneOfABatch_KeepsNoneOfIt()
    {
        var log = _file.Open(maxBytes: 1 << 20);

        await Assert.ThrowsAsync<SqliteException>(async () => await log.AppendAsync(
            [Record(1, 100) with { Root = "page/Board:2" }, Record(1, 2 << 20)],
            Cancellation));

        Assert.Null(await log.LoadAsync("page/Board:2", Cancellation));
        Assert.Null(await log.LoadAsync(Root, Cancellation));
    }

    [Fact]
    public async Task Load_NothingKept_WaitsForNoWriter()
    {
        var log = _file.Open();
        await log.StartAsync(Cancellation);
        using var other = _file.Connect();
        SqliteDatabase.Run(other, "BEGIN IMMEDIATE");

        Assert.Null(await log.LoadAsync(Root, Cancellation));

        SqliteDatabase.Run(other, "ROLLBACK");
    }

    [Fact]
    public async Task Append_WhileAnotherProcessWrites_CanBeCancelledAsLongAsItWaits()
    {
        var log = _file.Open();
        await log.StartAsync(Cancellation);
        using var other = _file.Connect();
        SqliteDatabase.Run(other, "BEGIN IMMEDIATE");
        using var cancellation = new CancellationTokenSource();
        var first = AppendAsync(log, 1, 10);

        var second = log.AppendAsync([Record(1, 10) with { Root = "page/Board:2" }], cancellation.Token);
        await cancellation.CancelAsync();

        SqliteDatabase.Run(other, "ROLLBACK");
        Assert.Equal(AppendOutcome.Accepted, await first);
        try
        {
            await second;
        }
        catch (OperationCanceledException)
        {
            // It waited behind the first, unless the two went together.
            Assert.Null(await log.LoadAsync("page/Board:2", Cancellation));
        }
    }

    [Fact]
    public async Task Append_Measured_TellsRecordsBytesAndFailures()
    {
        using var records = new MetricCollector<int>(_file.Meters, SqliteMetrics.MeterName, "musubi.sqlite.append.records");
        using var size = new MetricCollector<long>(_file.Meters, SqliteMetrics.MeterName, "musubi.sqlite.append.size");
        using var commits = new MetricCollector<double>(_file.Meters, SqliteMetrics.MeterName, "musubi.sqlite.commit.duration");
        using var failures = new MetricCollector<long>(_file.Meters, SqliteMetrics.MeterName, "musubi.sqlite.failures");
        var log = _file.Open(maxBytes: 1 << 20);

        await log.AppendAsync([Record(1, 100), Record(1, 23) with { Root = "page/Board:2" }], Cancellation);
        await Assert.ThrowsAsync<SqliteException>(async () => await AppendAsync(log, 2, 2 << 20));

        Assert.Equal([2], records.GetMeasurementSnapshot().Select(static measurement => measurement.Value));
        Assert.Equal([123L], size.GetMeasurementSnapshot().Select(static measurement => measurement.Value));
        Assert.Single(commits.GetMeasurementSnapshot());
        Assert.Equal([1L], failures.GetMeasurementSnapshot().Select(static measurement => measurement.Value));
    }

    private static async Task<AppendOutcome> AppendAsync(SqliteRootLog log, long sequence, int size) =>
        Assert.Single(await log.AppendAsync([Record(sequence, size)], Cancellation));

    private static RootAppend Record(long sequence, int size) =>
        new(Root, sequence == 1 ? 0 : 42, 42, sequence, sequence == 1, new byte[size], TimeSpan.FromDays(1));
}
