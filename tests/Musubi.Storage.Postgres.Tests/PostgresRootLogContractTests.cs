using System.Globalization;
using Musubi.Durable;
using Musubi.TestKit.Durable;

namespace Musubi.Storage.Postgres.Tests;

public sealed class PostgresRootLogContractTests(PostgresFixture postgres) : RootLogContract, IClassFixture<PostgresFixture>, IAsyncDisposable
{
    private readonly PostgresSchema _schema = new(postgres);

    public ValueTask DisposeAsync() => _schema.DisposeAsync();

    protected override async ValueTask<IRootLog> OpenAsync() => await _schema.OpenAsync();

    // The clock is the server's: what it is compared with moves instead.
    protected override Task PassAsync(TimeSpan time) => _schema.QueryAsync(string.Create(CultureInfo.InvariantCulture, $"""
        UPDATE musubi_roots SET keep_until = keep_until - make_interval(secs => {time.TotalSeconds}),
            keep_bucket = extract(epoch FROM keep_until - make_interval(secs => {time.TotalSeconds}))::bigint / 600
        """));
}
