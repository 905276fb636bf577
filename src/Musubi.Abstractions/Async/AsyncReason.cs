namespace Musubi;

/// <summary>Why a task came to nothing, as the client may see it.</summary>
/// <param name="Kind">Whether the task said so, or ended otherwise.</param>
/// <param name="Value">What it said, or a word: <c>exception</c>, <c>timeout</c>, <c>cancel</c>, <c>interrupted</c>. Never an exception's text.</param>
[GenerateSerializer, Immutable, Alias("musubi.v1.AsyncReason")]
public sealed record AsyncReason([property: Id(0)] AsyncReasonKind Kind, [property: Id(1)] object? Value)
{
    /// <summary>The task threw; the log says what.</summary>
    public static AsyncReason Exception { get; } = Exit("exception");

    /// <summary>The task ran out of time.</summary>
    public static AsyncReason Timeout { get; } = Exit("timeout");

    /// <summary>The silo that the task ran on is not the root's any more.</summary>
    public static AsyncReason Interrupted { get; } = Exit("interrupted");

    /// <summary>The task said so.</summary>
    public static AsyncReason Error(object? value) => new(AsyncReasonKind.Error, value);

    /// <summary>The task ended otherwise.</summary>
    public static AsyncReason Exit(object? value) => new(AsyncReasonKind.Exit, value);
}
