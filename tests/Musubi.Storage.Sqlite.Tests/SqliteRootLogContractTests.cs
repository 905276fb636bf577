using Musubi.Durable;
using Musubi.TestKit.Durable;

namespace Musubi.Storage.Sqlite.Tests;

public sealed class SqliteRootLogContractTests : RootLogContract, IAsyncDisposable
{
    private readonly SqliteFile _file = new();

    public ValueTask DisposeAsync() => _file.DisposeAsync();

    protected override ValueTask<IRootLog> OpenAsync() => new(_file.Open());

    protected override Task PassAsync(TimeSpan time)
    {
        _file.Time.Advance(time);
        return Task.CompletedTask;
    }
}
