using Microsoft.Extensions.Logging;
using Musubi.Durable;

namespace Musubi.Storage.Postgres.Tests;

/// <summary>What is checked at start, and what happens when the server stops, hangs and dies.</summary>
public sealed class PostgresRootLogTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>, IAsyncDisposable
{
    private const string Root = "page/Board:1";

    private readonly PostgresSchema _schema = new(postgres);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _schema.DisposeAsync();

    [Fact]
    public async Task Start_NoTables_NamesTheScript()
    {
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(async () => await _schema.StartOf(_schema.Connect(), ensureCreated: false).CheckAsync(Cancellation));

        Assert.Contains("musubi.sql", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_TablesOfALaterBuild_IsRefused()
    {
        await _schema.OpenAsync();
        await _schema.QueryAsync("UPDATE musubi_schema SET version = 7");

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(async () => await _schema.OpenAsync());

        Assert.Contains("'7'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_ServerThatKeepsItsPromises_WarnsOfNothing()
    {
        await _schema.OpenAsync();

        Assert.DoesNotContain(_schema.Log.Collector.GetSnapshot(), static record => record.Level >= LogLevel.Warning);
    }

    [Fact]
    public async Task Start_ServerThatComesUpLate_IsWaitedFor()
    {
        await _schema.OpenAsync();
        await postgres.Server.KillAsync();

        var start = _schema.StartOf(_schema.Connect(), ensureCreated: false).CheckAsync(Cancellation).AsTask();
        await postgres.Server.StartAsync(Cancellation);

        await start;
    }

    [Theory]
    [InlineData("synchronous_commit=off", "synchronous_commit is off")]
    [InlineData("default_transaction_read_only=on", "takes no writes")]
    public async Task Start_ServerThatMayLoseOrRefuse_WarnsOfIt(string setting, string warning)
    {
        await _schema.OpenAsync();

        await _schema.StartOf(_schema.Connect(more: $";Options=-c {setting}"), ensureCreated: false).CheckAsync(Cancellation);

        Assert.Contains(_schema.Log.Collector.GetSnapshot(), record => record.Level == LogLevel.Warning && record.Message.Contains(warning, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Append_ServerKilledAndStarted_KeepsWhatWasAccepted()
    {
        var log = await _schema.OpenAsync();
        Assert.Equal(AppendOutcome.Accepted, await AppendAsync(log, 1));

        await postgres.Server.KillAsync();
        try
        {
            await Assert.ThrowsAnyAsync<Exception>(async () => await AppendAsync(log, 2));
        }
        finally
        {
            await postgres.Server.StartAsync(Cancellation);
        }

        Assert.Equal(AppendOutcome.Accepted, await AppendAsync(log, 2));
        Assert.Equal(2, (await log.LoadAsync(Root, Cancellation))?.Sequence);
    }

    [Fact]
    public async Task Append_ServerThatHangs_FailsInTimeAndIsSettledByTheSameAppend()
    {
        var log = await _schema.OpenAsync(seconds: 1);
        Assert.Equal(AppendOutcome.Accepted, await AppendAsync(log, 1));

        await postgres.Server.PauseAsync();
        try
        {
            await Assert.ThrowsAnyAsync<Exception>(async () => await AppendAsync(log, 2));
        }
        finally
        {
            await postgres.Server.ContinueAsync();
        }

        var outcome = AppendOutcome.Fenced;
        for (var attempt = 0; attempt < 10 && outcome != AppendOutcome.Accepted; attempt++)
        {
            try
            {
                outcome = await AppendAsync(log, 2);
            }
            catch (Exception exception) when (exception is TimeoutException or Npgsql.NpgsqlException)
            {
                // It is waking up.
            }
        }

        Assert.Equal(AppendOutcome.Accepted, outcome);
        var stored = await log.LoadAsync(Root, Cancellation);
        Assert.Equal(2, stored?.Sequence);
        Assert.Single(stored!.Records);
    }

    private static async Task<AppendOutcome> AppendAsync(IRootLog log, long sequence) =>
        Assert.Single(await log.AppendAsync([new(Root, sequence == 1 ? 0 : 42, 42, sequence, sequence == 1, new byte[200], TimeSpan.FromDays(1))], Cancellation));
}
