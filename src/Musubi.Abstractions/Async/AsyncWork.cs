using System.Collections.Immutable;

namespace Musubi;

/// <summary>Tasks: slow work beside the root, whose results come back into its turn.</summary>
/// <remarks>
/// <para>The work runs on the thread pool, off the root's turn, with the values it captured and no socket. It starts when the callback that
/// asked for it has returned, so a callback that throws starts nothing. Its result is handled like any message: one at a time, and then a render.</para>
/// <para>Starting a task under a running one's name does not stop that one; its late result is discarded, and so is the result for a store
/// that is gone. Cancelling and running out of time cancel the token and give a failed value at once, whether or not the work listens.
/// Tasks do not move: a root that lives again elsewhere finds them failed as <c>interrupted</c>.</para>
/// </remarks>
public static class AsyncWork
{
    /// <summary>Fills an assign with what a task gives: <c>loading</c> now, with the result it had; then <c>ok</c> or <c>failed</c>.</summary>
    /// <typeparam name="T">The result.</typeparam>
    /// <param name="socket">The node's socket.</param>
    /// <param name="key">The assign, which also names the task.</param>
    /// <param name="work">The work. It must not touch a socket.</param>
    /// <param name="reset">Whether the result it had goes at once.</param>
    /// <param name="timeout">How long the work may take: at most 45 days; null for as long as it likes.</param>
    public static Socket AssignAsync<T>(this Socket socket, Key<AsyncResult<T>> key, Func<CancellationToken, Task<T>> work, bool reset = false, TimeSpan? timeout = null)
    {
        ArgumentNullException.ThrowIfNull(work);
        return socket.AssignAsync(key, async token => AsyncOutcome.Ok(await work(token).ConfigureAwait(false)), reset, timeout);
    }

    /// <inheritdoc cref="AssignAsync{T}(Socket, Key{AsyncResult{T}}, Func{CancellationToken, Task{T}}, bool, TimeSpan?)"/>
    public static Socket AssignAsync<T>(this Socket socket, Key<AsyncResult<T>> key, Func<CancellationToken, Task<AsyncOutcome<T>>> work, bool reset = false, TimeSpan? timeout = null)
    {
        ArgumentNullException.ThrowIfNull(socket);
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(work);
        return Start(Load(socket, key, reset), key.Name, AsyncKind.Assign, [key.Name], work, (then, value) => then.Assign(key, AsyncResult.Ok(value)), timeout);
    }

    /// <summary>Fills two assigns with what one task gives, together.</summary>
    /// <inheritdoc cref="AssignAsync{T}(Socket, Key{AsyncResult{T}}, Func{CancellationToken, Task{T}}, bool, TimeSpan?)"/>
    public static Socket AssignAsync<T1, T2>(this Socket socket, Key<AsyncResult<T1>> first, Key<AsyncResult<T2>> second, Func<CancellationToken, Task<(T1 First, T2 Second)>> work, bool reset = false, TimeSpan? timeout = null)
    {
        ArgumentNullException.ThrowIfNull(work);
        return socket.AssignAsync(first, second, async token => AsyncOutcome.Ok(await work(token).ConfigureAwait(false)), reset, timeout);
    }

    /// <inheritdoc cref="AssignAsync{T1, T2}(Socket, Key{AsyncResult{T1}}, Key{AsyncResult{T2}}, Func{CancellationToken, Task{ValueTuple{T1, T2}}}, bool, TimeSpan?)"/>
    public static Socket AssignAsync<T1, T2>(this Socket socket, Key<AsyncResult<T1>> first, Key<AsyncResult<T2>> second, Func<CancellationToken, Task<AsyncOutcome<(T1 First, T2 Second)>>> work, bool reset = false, TimeSpan? timeout = null)
    {
        ArgumentNullException.ThrowIfNull(socket);
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        ArgumentNullException.ThrowIfNull(work);
        return Start(
            Load(Load(socket, first, reset), second, reset),
            $"{first},{second}",
            AsyncKind.Assign,
            [first.Name, second.Name],
            work,
            (then, values) => then.Assign(first, AsyncResult.Ok(values.First)).Assign(second, AsyncResult.Ok(values.Second)),
            timeout);
    }

    /// <summary>Starts a task whose outcome <see cref="Store.HandleAsync"/> gets; assigns stay as they are.</summary>
    /// <typeparam name="T">The result.</typeparam>
    /// <param name="socket">The node's socket.</param>
    /// <param name="name">The task's name.</param>
    /// <param name="work">The work. It must not touch a socket.</param>
    /// <param name="timeout">How long the work may take: at most 45 days; null for as long as it likes.</param>
    public static Socket StartAsync<T>(this Socket socket, string name, Func<CancellationToken, Task<T>> work, TimeSpan? timeout = null)
    {
        ArgumentNullException.ThrowIfNull(work);
        return socket.StartAsync(name, async token => AsyncOutcome.Ok(await work(token).ConfigureAwait(false)), timeout);
    }

    /// <inheritdoc cref="StartAsync{T}(Socket, string, Func{CancellationToken, Task{T}}, TimeSpan?)"/>
    public static Socket StartAsync<T>(this Socket socket, string name, Func<CancellationToken, Task<AsyncOutcome<T>>> work, TimeSpan? timeout = null)
    {
        ArgumentNullException.ThrowIfNull(socket);
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(work);
        return Start(socket, name, AsyncKind.Start, [], work, null, timeout);
    }

    /// <summary>Inserts into a stream what a task gives; the assign <see cref="Stream{T}.Status"/> tells how far it is, and is true once the items are on their way.</summary>
    /// <typeparam name="T">The items.</typeparam>
    /// <param name="socket">The node's socket.</param>
    /// <param name="stream">A stream that the store declares; its name is the task's.</param>
    /// <param name="work">The work. It must not touch a socket.</param>
    /// <param name="at">Where each item goes: an index, 0 or more, or -1 for the end.</param>
    /// <param name="limit">How many items the client keeps; null for the stream's own limit.</param>
    /// <param name="reset">Whether what the client has goes when the items come, and the status's earlier result now. A failed task leaves the stream as it is.</param>
    /// <param name="timeout">How long the work may take: at most 45 days; null for as long as it likes.</param>
    public static Socket StreamAsync<T>(this Socket socket, Stream<T> stream, Func<CancellationToken, Task<IEnumerable<T>>> work, int at = -1, int? limit = null, bool reset = false, TimeSpan? timeout = null)
    {
        ArgumentNullException.ThrowIfNull(work);
        return socket.StreamAsync(stream, async token => AsyncOutcome.Ok(await work(token).ConfigureAwait(false)), at, limit, reset, timeout);
    }

    /// <inheritdoc cref="StreamAsync{T}(Socket, Stream{T}, Func{CancellationToken, Task{IEnumerable{T}}}, int, int?, bool, TimeSpan?)"/>
    public static Socket StreamAsync<T>(this Socket socket, Stream<T> stream, Func<CancellationToken, Task<AsyncOutcome<IEnumerable<T>>>> work, int at = -1, int? limit = null, bool reset = false, TimeSpan? timeout = null)
    {
        ArgumentNullException.ThrowIfNull(socket);
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(work);
        ArgumentOutOfRangeException.ThrowIfLessThan(at, -1);
        return Start(
            Load(socket, stream.Status, reset).Stream(stream, []),
            stream.Name,
            AsyncKind.Stream,
            [stream.Name],
            async token =>
            {
                var outcome = await work(token).ConfigureAwait(false);

                // Walked here, where it may be slow or throw.
                return outcome.Reason is { } reason ? reason : AsyncOutcome.Ok<IEnumerable<T>>(outcome.Value!.ToArray());
            },
            (then, items) => then.Assign(stream.Status, AsyncResult.Ok(true)).Stream(stream, items, at, limit, reset),
            timeout);
    }

    /// <summary>Stops a task by its name, or by an assign that it fills: the value is failed now, <c>HandleAsync</c> learns of it next.</summary>
    /// <param name="socket">The node's socket.</param>
    /// <param name="name">The name; nothing happens when no such task runs.</param>
    /// <param name="reason">Why, as the client may see it: a value with a wire form.</param>
    public static Socket CancelAsync(this Socket socket, string name, object? reason = null)
    {
        ArgumentNullException.ThrowIfNull(socket);
        ArgumentException.ThrowIfNullOrEmpty(name);
        return Cancel(socket, AsyncTable.Of(socket).Find(name), reason);
    }

    /// <summary>Stops the task that fills a value: the value is failed now.</summary>
    /// <param name="socket">The node's socket.</param>
    /// <param name="value">The very value that is assigned; nothing happens when no running task fills it.</param>
    /// <param name="reason">Why, as the client may see it: a value with a wire form.</param>
    public static Socket CancelAsync(this Socket socket, AsyncResult value, object? reason = null)
    {
        ArgumentNullException.ThrowIfNull(socket);
        ArgumentNullException.ThrowIfNull(value);
        return Cancel(
            socket,
            AsyncTable.Of(socket).Running.FirstOrDefault(task => task.Keys.Any(key => socket.Assigns.TryGetValue(key, out var assigned) && ReferenceEquals(assigned, value))),
            reason);
    }

    private static Socket Load<T>(Socket socket, Key<AsyncResult<T>> key, bool reset)
    {
        var prior = reset ? null : socket.Assigns.GetValueOrDefault(key.Name) as AsyncResult<T>;
        return socket.Assign(key, AsyncResult.Loading(prior));
    }

    private static Socket Start<T>(
        Socket socket,
        string name,
        AsyncKind kind,
        ImmutableArray<string> keys,
        Func<CancellationToken, Task<AsyncOutcome<T>>> work,
        Func<Socket, T, Socket>? apply,
        TimeSpan? timeout)
    {
        if (timeout is { } span)
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(span, TimeSpan.Zero, nameof(timeout));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(span, TimeSpan.FromDays(45), nameof(timeout));
        }

        var table = AsyncTable.Of(socket);
        var task = new AsyncTask(table.NextRef, name, kind, keys);
        var others = table.Running.RemoveAll(running => running.Name == name);
        return new AsyncTable(table.NextRef + 1, others.Add(task)).SaveIn(socket).Ask(new AsyncStart(
            task,
            async token => Untyped(await work(token).ConfigureAwait(false)),
            apply is null ? null : (then, value) => apply(then, (T)value!),
            timeout));
    }

    private static AsyncOutcome<object?> Untyped<T>(AsyncOutcome<T> outcome) => new(outcome.Value, outcome.Reason);

    private static Socket Cancel(Socket socket, AsyncTask? task, object? reason)
    {
        if (task is null)
        {
            return socket;
        }

        var why = AsyncReason.Exit(reason ?? "cancel");

        // HandleAsync learns of it in a turn of its own. Until then the task keeps its name, so that work which is started under it meanwhile
        // is not told that it was cancelled, and a root that moves meanwhile does not forget.
        var table = AsyncTable.Of(socket);
        table = task.Kind == AsyncKind.Start ? table : table.Without(task);
        return task.Fail(table.SaveIn(socket), why).Ask(new AsyncCancel(task, why));
    }
}
