namespace Musubi.Storage.Sqlite;

/// <summary>Work that waits for the writer.</summary>
internal abstract class SqliteWrite
{
    private const int Waiting = 0;
    private const int Taken = 1;
    private const int Cancelled = 2;

    private int _state;

    /// <summary>Whether the writer may run it: a caller that gave up has what it gave back, and nothing may read it any more.</summary>
    public bool TryTake() => Interlocked.CompareExchange(ref _state, Taken, Waiting) == Waiting;

    /// <summary>Runs it, in a transaction.</summary>
    public abstract void Run(SqliteRoots roots);

    /// <summary>Answers, once the transaction is on the disk.</summary>
    public abstract void Complete();

    public abstract void Fail(Exception exception);

    protected bool TryCancel() => Interlocked.CompareExchange(ref _state, Cancelled, Waiting) == Waiting;
}

/// <inheritdoc/>
internal sealed class SqliteWrite<T>(Func<SqliteRoots, T> work) : SqliteWrite
{
    private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T _result = default!;

    public async ValueTask<T> AnswerAsync(CancellationToken cancellation)
    {
        await using var registration = cancellation.UnsafeRegister(
            static (write, token) =>
            {
                if (((SqliteWrite<T>)write!).TryCancel())
                {
                    ((SqliteWrite<T>)write)._answer.SetCanceled(token);
                }
            },
            this);
        return await _answer.Task;
    }

    public override void Run(SqliteRoots roots) => _result = work(roots);

    public override void Complete() => _answer.SetResult(_result);

    public override void Fail(Exception exception) => _answer.SetException(exception);
}
