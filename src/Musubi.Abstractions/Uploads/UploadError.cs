namespace Musubi;

/// <summary>Why a file failed, as the client sees it.</summary>
/// <param name="Code">The code.</param>
/// <param name="Message">For people; never anything of the server's own.</param>
[GenerateSerializer, Immutable, Alias("musubi.v1.UploadError")]
public sealed record UploadError([property: Id(0)] UploadErrorCode Code, [property: Id(1)] string Message)
{
    /// <summary>An error with its code's own message.</summary>
    public static UploadError Of(UploadErrorCode code) => new(code, code switch
    {
        UploadErrorCode.TooLarge => "file exceeds the maximum size",
        UploadErrorCode.TooManyFiles => "too many files selected",
        UploadErrorCode.NotAccepted => "file type is not accepted",
        UploadErrorCode.ChunkTimeout => "upload timed out between chunks",
        UploadErrorCode.ChunkTooLarge => "chunk size exceeded the configured limit",
        UploadErrorCode.ExternalFailed => "external upload failed",
        UploadErrorCode.PreflightRejected => "upload was rejected",
        UploadErrorCode.Internal => "internal upload error",
        _ => throw new ArgumentOutOfRangeException(nameof(code), code, null),
    });
}
