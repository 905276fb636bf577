using System.Diagnostics.CodeAnalysis;

namespace Musubi;

/// <summary>What a task came to: a value, or why there is none.</summary>
/// <remarks>A task may return its value as it is, an error with <see cref="AsyncOutcome.Error"/>, or throw.</remarks>
/// <typeparam name="T">The value.</typeparam>
public readonly record struct AsyncOutcome<T>
{
    internal AsyncOutcome(T? value, AsyncReason? reason)
    {
        Value = value;
        Reason = reason;
    }

    /// <summary>Whether there is a value.</summary>
    public bool IsOk => Reason is null;

    /// <summary>The value; the type's default value when there is none.</summary>
    public T? Value { get; }

    /// <summary>Why there is none; null when there is.</summary>
    public AsyncReason? Reason { get; }

    /// <summary>Lets a task return its value as it is.</summary>
    [SuppressMessage("Usage", "CA2225:Operator overloads have named alternates", Justification = "AsyncOutcome.Ok is the named alternate.")]
    public static implicit operator AsyncOutcome<T>(T value) => new(value, null);

    /// <summary>Lets a task return an error.</summary>
    [SuppressMessage("Usage", "CA2225:Operator overloads have named alternates", Justification = "AsyncOutcome.Error is the named alternate.")]
    public static implicit operator AsyncOutcome<T>(AsyncReason reason) => new(default, reason);
}

/// <summary>Makes outcomes.</summary>
public static class AsyncOutcome
{
    /// <summary>A value.</summary>
    public static AsyncOutcome<T> Ok<T>(T value) => value;

    /// <summary>An error that the client sees: a value with a wire form.</summary>
    public static AsyncReason Error(object? value) => AsyncReason.Error(value);
}
