using Musubi.Durable;
using Musubi.TestKit.Processes;

namespace Musubi.Storage.Postgres.Tests;

/// <summary>A primary that waits for a replica: what the replica may not have is not accepted.</summary>
public sealed class PostgresReplicaTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>, IAsyncDisposable
{
    private const string Root = "page/Board:1";

    private readonly PostgresSchema _schema = new(postgres);
    private readonly PostgresServer _standby = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await postgres.Server.RunAsync("alter system reset synchronous_standby_names; select pg_reload_conf();", CancellationToken.None);
        await _standby.DisposeAsync();
        await _schema.DisposeAsync();
    }

    [Fact]
    public async Task Append_ReplicaThatHangs_IsAcceptedByNoTryUntilTheReplicaHasIt()
    {
        var log = await _schema.OpenAsync(seconds: 1);
        await _standby.StartStandbyAsync(postgres.Server, Cancellation);
        await postgres.Server.RunAsync("alter system set synchronous_standby_names = '*'; select pg_reload_conf();", Cancellation);
        Assert.Equal(AppendOutcome.Accepted, await UntilAnsweredAsync(log, 1));

        await _standby.PauseAsync();
        for (var attempt = 0; attempt < 3; attempt++)
        {
            await Assert.ThrowsAnyAsync<Exception>(async () => await AppendAsync(log, 2));
        }

        await _standby.ContinueAsync();

        Assert.Equal(AppendOutcome.Accepted, await UntilAnsweredAsync(log, 2));
        var stored = await log.LoadAsync(Root, Cancellation);
        Assert.Equal((2, 1), (stored!.Sequence, stored.Records.Length));
    }

    private static async Task<AppendOutcome> UntilAnsweredAsync(IRootLog log, long sequence)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await AppendAsync(log, sequence);
            }
            catch (Exception exception) when (attempt < 20 && (exception is TimeoutException or Npgsql.NpgsqlException))
            {
                // The replica is not there yet.
            }
        }
    }

    private static async Task<AppendOutcome> AppendAsync(IRootLog log, long sequence) =>
        Assert.Single(await log.AppendAsync([new(Root, sequence == 1 ? 0 : 42, 42, sequence, sequence == 1, new byte[200], TimeSpan.FromDays(1))], Cancellation));
}
