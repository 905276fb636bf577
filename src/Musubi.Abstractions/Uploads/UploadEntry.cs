using System.Collections.Immutable;

namespace Musubi;

/// <summary>One file that a client announced, as the store sees it. What the client said of it is hostile: use its name as a label, never as a path.</summary>
[GenerateSerializer, Immutable, Alias("musubi.v1.UploadEntry")]
public sealed record UploadEntry
{
    /// <summary>The server's name for the file: <c>u_</c> and base64url of 8 random bytes.</summary>
    [Id(0)]
    public required string Ref { get; init; }

    /// <summary>The file's name, as the client says.</summary>
    [Id(1)]
    public required string ClientName { get; init; }

    /// <summary>Its size in bytes, as the client says; a file that came over the gateway has exactly this size.</summary>
    [Id(2)]
    public required long ClientSize { get; init; }

    /// <summary>Its media type, as the client says; empty when it does not.</summary>
    [Id(3)]
    public string ClientType { get; init; } = "";

    /// <summary>Per cent that have come, 0 to 100.</summary>
    [Id(4)]
    public int Progress { get; init; }

    /// <summary>How far it is.</summary>
    [Id(5)]
    public UploadStatus Status { get; init; }

    /// <summary>Why it failed; empty unless it did.</summary>
    [Id(6)]
    public ImmutableArray<UploadError> Errors { get; init; } = [];

    /// <summary>Whether the client sends it elsewhere, and only reports on it.</summary>
    [Id(7)]
    public bool External { get; init; }

    /// <summary>Where its bytes are; null until the client began to send them, and for an external one.</summary>
    [Id(8)]
    public UploadFileId? File { get; init; }
}
