namespace Musubi;

/// <summary>An async value: what a task gives, on its way.</summary>
[GenerateSerializer, Immutable, Alias("musubi.v1.AsyncResult")]
public abstract record AsyncResult
{
    private protected AsyncResult()
    {
    }

    /// <summary>How far it is.</summary>
    public abstract AsyncStatus Status { get; }

    /// <summary>Why it failed; null unless it did.</summary>
    public abstract AsyncReason? Reason { get; }

    /// <summary>The result, whatever it is; null when there is none.</summary>
    internal abstract object? Untyped { get; }

    /// <summary>A value on its way, with the result of an earlier one if there is one.</summary>
    public static AsyncResult<T> Loading<T>(AsyncResult<T>? prior = null) =>
        new(AsyncStatus.Loading, prior is { HasResult: true }, prior is null ? default : prior.Result, null);

    /// <summary>A value that is there.</summary>
    public static AsyncResult<T> Ok<T>(T result) => new(AsyncStatus.Ok, true, result, null);

    /// <summary>This value, failed; it keeps the result it had.</summary>
    public abstract AsyncResult Fail(AsyncReason reason);
}

/// <summary>An async value: what a task gives, on its way. Made by <see cref="AsyncWork"/>, rendered as it is.</summary>
/// <remarks>On the wire <c>{"__musubi_async__":true,"status","result","reason"}</c>. While loading and when failed it keeps the result it
/// had before, so that a page need not go blank. Source: docs/wire.md, "Values on the wire".</remarks>
/// <typeparam name="T">The result: a value with a wire form that Orleans can serialize.</typeparam>
[GenerateSerializer, Immutable, Alias("musubi.v1.AsyncResult`1")]
public sealed record AsyncResult<T> : AsyncResult
{
    [Id(0)]
    private readonly AsyncStatus _status;

    [Id(1)]
    private readonly bool _hasResult;

    [Id(2)]
    private readonly T? _result;

    [Id(3)]
    private readonly AsyncReason? _reason;

    internal AsyncResult(AsyncStatus status, bool hasResult, T? result, AsyncReason? reason)
    {
        _status = status;
        _hasResult = hasResult;
        _result = result;
        _reason = reason;
    }

    /// <inheritdoc/>
    public override AsyncStatus Status => _status;

    /// <inheritdoc/>
    public override AsyncReason? Reason => _reason;

    /// <summary>Whether there is a result, this one or an earlier one's.</summary>
    public bool HasResult => _hasResult;

    /// <summary>The result; the type's default value when there is none.</summary>
    public T? Result => _result;

    internal override object? Untyped => _result;

    /// <inheritdoc/>
    public override AsyncResult<T> Fail(AsyncReason reason)
    {
        ArgumentNullException.ThrowIfNull(reason);
        return new(AsyncStatus.Failed, _hasResult, _result, reason);
    }
}
