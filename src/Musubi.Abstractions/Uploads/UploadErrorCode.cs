namespace Musubi;

/// <summary>Why a file was refused or failed: the closed set of codes, each with its message on the wire.</summary>
/// <remarks>Source: docs/wire.md, "Uploads".</remarks>
[GenerateSerializer, Alias("musubi.v1.UploadErrorCode")]
public enum UploadErrorCode
{
    /// <summary>The file exceeds the maximum size.</summary>
    TooLarge,

    /// <summary>Too many files selected.</summary>
    TooManyFiles,

    /// <summary>The file's extension is not accepted.</summary>
    NotAccepted,

    /// <summary>Too long between two chunks.</summary>
    ChunkTimeout,

    /// <summary>A chunk exceeded the configured size.</summary>
    ChunkTooLarge,

    /// <summary>The client's external uploader failed.</summary>
    ExternalFailed,

    /// <summary>The client's announcement made no sense, or the store refused it.</summary>
    PreflightRejected,

    /// <summary>The server failed.</summary>
    Internal,
}
