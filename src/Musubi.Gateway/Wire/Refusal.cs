using System.Text.Json;

namespace Musubi.Gateway.Wire;

/// <summary>What a client may be refused for: the closed set of reasons in error replies.</summary>
internal enum Refusal
{
    UnmatchedTopic,
    TooManyChannels,
    JoinCrashed,
    Unauthorized,
    NotFound,
    Forbidden,
    ParamsMustBeAMap,
    MissingRequiredField,
    MissingRootId,
    UnknownRoot,
    UnknownStore,
    UnknownCommand,
    UnknownUpload,
    UnknownEntry,
    WrongMode,
    ChunkTooLarge,
    UploadTooLarge,
    WriteFailed,
    UnknownEvent,
    Timeout,
    Unavailable,
    PayloadTooLarge,
    PayloadTooDeep,
    RefTooLong,
    Busy,
    Stale,
    Crashed,
}

/// <summary>The reasons as they stand on the wire.</summary>
internal static class Refusals
{
    private static readonly ReadOnlyMemory<byte>[] Responses =
        [.. Enum.GetValues<Refusal>().Select(static refusal => (ReadOnlyMemory<byte>)JsonSerializer.SerializeToUtf8Bytes(new { reason = refusal.Text() }))];

    /// <summary>The response <c>{"reason":…}</c>.</summary>
    public static ReadOnlyMemory<byte> Response(this Refusal refusal) => Responses[(int)refusal];

    /// <summary>The response to a second mount of a root that is mounted.</summary>
    public static ReadOnlyMemory<byte> AlreadyMounted(RootId root) =>
        JsonSerializer.SerializeToUtf8Bytes(new { reason = "already_mounted", root_id = root.ToString() }, WireJson.Options);

    /// <summary>A reason with what was thrown beside it: for development alone.</summary>
    public static ReadOnlyMemory<byte> Detailed(string reason, string detail) => JsonSerializer.SerializeToUtf8Bytes(new { reason, detail }, WireJson.Options);

    /// <summary>The response to a join or a mount that crashed.</summary>
    /// <param name="detail">What was thrown, where clients may know; null elsewhere.</param>
    public static ReadOnlyMemory<byte> JoinCrashed(string? detail) => detail is null ? Refusal.JoinCrashed.Response() : Detailed(Refusal.JoinCrashed.Text(), detail);

    /// <summary>What a denial by the application's socket becomes; a bare error is unauthorized too.</summary>
    public static Refusal Of(DenialReason? denial) => denial switch
    {
        null or DenialReason.Unauthorized => Refusal.Unauthorized,
        DenialReason.NotFound => Refusal.NotFound,
        DenialReason.InvalidParams => Refusal.ParamsMustBeAMap,
        DenialReason.Forbidden => Refusal.Forbidden,
        _ => throw new ArgumentOutOfRangeException(nameof(denial), denial, null),
    };

    private static string Text(this Refusal refusal) => refusal switch
    {
        Refusal.UnmatchedTopic => "unmatched topic",
        Refusal.TooManyChannels => "too many channels joined",
        Refusal.JoinCrashed => "join crashed",
        Refusal.Unauthorized => "unauthorized",
        Refusal.NotFound => "not_found",
        Refusal.Forbidden => "forbidden",
        Refusal.ParamsMustBeAMap => "params must be a map",
        Refusal.MissingRequiredField => "missing required field",
        Refusal.MissingRootId => "missing root id",
        Refusal.UnknownRoot => "unknown root",
        Refusal.UnknownStore => "unknown store",
        Refusal.UnknownCommand => "unknown command",
        Refusal.UnknownUpload => "unknown upload",
        Refusal.UnknownEntry => "unknown entry",
        Refusal.WrongMode => "wrong mode",
        Refusal.ChunkTooLarge => "chunk too large",
        Refusal.UploadTooLarge => "upload too large",
        Refusal.WriteFailed => "write failed",
        // Phoenix crashes a channel that has no clause for an event. That would cost the client its page, so we refuse instead.
        Refusal.UnknownEvent => "unknown event",
        // These two have no counterpart in one process: there is no silo to lose.
        Refusal.Timeout => "timeout",
        Refusal.Unavailable => "unavailable",
        // Phoenix closes the socket over the first two, and takes a ref of any length.
        Refusal.PayloadTooLarge => "payload too large",
        Refusal.PayloadTooDeep => "payload too deep",
        Refusal.RefTooLong => "ref too long",
        // Only for clients that number their commands: docs/resume.md.
        Refusal.Busy => "busy",
        Refusal.Stale => "stale",
        Refusal.Crashed => "crashed",
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, null),
    };
}
