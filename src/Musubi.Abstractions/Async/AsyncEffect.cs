namespace Musubi;

/// <summary>A task is to run.</summary>
/// <param name="task">The task.</param>
/// <param name="work">What it does, away from the root's turn.</param>
/// <param name="apply">Puts its value where it goes, in the root's turn; null when it goes to <c>HandleAsync</c>.</param>
/// <param name="timeout">How long it may run; null for as long as it likes.</param>
internal sealed class AsyncStart(
    AsyncTask task,
    Func<CancellationToken, Task<AsyncOutcome<object?>>> work,
    Func<Socket, object?, Socket>? apply,
    TimeSpan? timeout) : Effect
{
    public AsyncTask Task { get; } = task;

    public Func<CancellationToken, Task<AsyncOutcome<object?>>> Work { get; } = work;

    public Func<Socket, object?, Socket>? Apply { get; } = apply;

    public TimeSpan? Timeout { get; } = timeout;
}

/// <summary>A task is to stop.</summary>
/// <param name="task">The task.</param>
/// <param name="reason">Why; what <c>HandleAsync</c> gets when it waits for the task.</param>
internal sealed class AsyncCancel(AsyncTask task, AsyncReason reason) : Effect
{
    public AsyncTask Task { get; } = task;

    public AsyncReason Reason { get; } = reason;
}
