using System.Threading.Channels;

namespace Musubi.Storage.Sqlite;

/// <summary>The one that writes: what waits when it comes back from the disk makes up the next transaction.</summary>
/// <remarks>SQLite's calls block, so they run on the thread pool, one transaction at a time, and never in a grain's turn. A transaction that fails fails everything that was in it, and the connection
/// is opened anew: what was not committed is rolled back, whatever state the connection was in.</remarks>
internal sealed class SqliteWriter : IAsyncDisposable
{
    private const int MaxWrites = 256;

    private readonly Channel<SqliteWrite> _waiting = Channel.CreateUnbounded<SqliteWrite>(new() { SingleReader = true });
    private readonly Func<SqliteRoots> _open;
    private readonly SqliteMetrics _metrics;
    private readonly Task _loop;
    private SqliteRoots? _roots;

    public SqliteWriter(Func<SqliteRoots> open, SqliteMetrics metrics)
    {
        _open = open;
        _metrics = metrics;

        // On the thread pool from its first step on, and outside of the scheduler of whatever made it.
        _loop = Task.Run(WriteAsync);
    }

    public ValueTask<T> RunAsync<T>(Func<SqliteRoots, T> work, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var write = new SqliteWrite<T>(work);
        ObjectDisposedException.ThrowIf(!_waiting.Writer.TryWrite(write), this);
        return write.AnswerAsync(cancellation);
    }

    /// <summary>Writes what waits, and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _loop;
        Close();
    }

    private async Task WriteAsync()
    {
        var batch = new List<SqliteWrite>();
        while (await _waiting.Reader.WaitToReadAsync())
        {
            while (batch.Count < MaxWrites && _waiting.Reader.TryRead(out var write))
            {
                if (write.TryTake())
                {
                    batch.Add(write);
                }
            }

            if (batch.Count > 0)
            {
                Write(batch);
            }

            batch.Clear();
        }
    }

    private void Write(List<SqliteWrite> batch)
    {
        var started = _metrics.Begin();
        try
        {
            var roots = _roots ??= _open();
            roots.Begin();
            batch.ForEach(write => write.Run(roots));
            roots.Commit();
        }
        catch (Exception exception)
        {
            Close();
            _metrics.Failed();
            batch.ForEach(write => write.Fail(exception));
            return;
        }

        _metrics.Committed(started);
        batch.ForEach(static write => write.Complete());
    }

    private void Close()
    {
        try
        {
            _roots?.Dispose();
        }
        catch (Exception exception) when (exception is Microsoft.Data.Sqlite.SqliteException or IOException)
        {
            // It is broken already, which the calls that it failed have said.
        }

        _roots = null;
    }
}
