namespace Musubi;

/// <summary>How far a file is.</summary>
[GenerateSerializer, Alias("musubi.v1.UploadStatus")]
public enum UploadStatus
{
    /// <summary>Announced; nothing of it has come yet.</summary>
    Pending,

    /// <summary>Some of it has come.</summary>
    Uploading,

    /// <summary>All of it is there, and a command may consume it.</summary>
    Success,

    /// <summary>It failed; the entry's errors say why.</summary>
    Error,
}
