using Microsoft.Extensions.Options;
using Musubi.Durable;

namespace Musubi.Storage.Sqlite;

/// <summary>Keeps durable roots in an SQLite file.</summary>
/// <remarks>Whether anything is kept of a root is read on a connection of its own, which waits for no writer: it is asked for every page that is opened, and most are new.</remarks>
internal sealed class SqliteRootLog : IRootLog, IAsyncDisposable, IDisposable
{
    private readonly SqliteStorageOptions _options;
    private readonly SqliteMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly SqliteWriter _writer;
    private readonly SemaphoreSlim _reading = new(1);
    private SqliteRoots? _reader;
    private bool _isClosed;

    public SqliteRootLog(IOptions<SqliteStorageOptions> options, SqliteMetrics metrics, TimeProvider time)
    {
        _options = options.Value;
        _metrics = metrics;
        _time = time;
        _writer = new(Open, metrics);
    }

    /// <summary>Opens the file, and makes what is missing.</summary>
    public async ValueTask StartAsync(CancellationToken cancellation) => await _writer.RunAsync(static _ => true, cancellation);

    /// <summary>Reads from the file.</summary>
    public ValueTask<bool> ContainsAsync(string root, CancellationToken cancellation) => ReadAsync(roots => roots.Contains(root), cancellation);

    public async ValueTask<StoredRoot?> LoadAsync(string root, CancellationToken cancellation) =>
        await ContainsAsync(root, cancellation) ? await _writer.RunAsync(roots => roots.Load(root), cancellation) : null;

    public async ValueTask<IReadOnlyList<AppendOutcome>> AppendAsync(IReadOnlyList<RootAppend> batch, CancellationToken cancellation)
    {
        var outcomes = await _writer.RunAsync(
            roots =>
            {
                var now = Now();
                var answers = new AppendOutcome[batch.Count];
                for (var i = 0; i < answers.Length; i++)
                {
                    answers[i] = roots.Append(batch[i], now);
                }

                return answers;
            },
            cancellation);
        _metrics.Appended(batch.Count, batch.Sum(static append => (long)append.Data.Length));
        return outcomes;
    }

    public async ValueTask DeleteAsync(string root, long epoch, CancellationToken cancellation) => await _writer.RunAsync(
        roots =>
        {
            roots.Delete(root, epoch);
            return true;
        },
        cancellation);

    public ValueTask<int> ExpireAsync(int atMost, CancellationToken cancellation) => _writer.RunAsync(roots => roots.Expire(atMost, Now()), cancellation);

    /// <summary>Writes what waits, and closes the file. A container disposes of it twice, as itself and as the silo's log.</summary>
    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        await _reading.WaitAsync();
        _isClosed = true;
        _reader?.Dispose();
        _reader = null;
        _reading.Release();
    }

    // A container that is disposed of without awaiting.
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private long Now() => _time.GetUtcNow().ToUnixTimeMilliseconds();

    private SqliteRoots Open() => new(SqliteDatabase.Open(_options));

    private async ValueTask<T> ReadAsync<T>(Func<SqliteRoots, T> read, CancellationToken cancellation)
    {
        await _reading.WaitAsync(cancellation);
        try
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            return await Task.Run(() => read(_reader ??= Open()), CancellationToken.None);
        }
        catch
        {
            _reader?.Dispose();
            _reader = null;
            throw;
        }
        finally
        {
            _reading.Release();
        }
    }
}
