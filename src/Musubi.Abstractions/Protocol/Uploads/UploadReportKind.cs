namespace Musubi.Protocol;

/// <summary>What can happen to a file.</summary>
[GenerateSerializer, Alias("musubi.v1.UploadReportKind")]
public enum UploadReportKind
{
    /// <summary>The gateway began to receive it.</summary>
    Started,

    /// <summary>Some of it has come; 100 means all of it.</summary>
    Progress,

    /// <summary>It failed.</summary>
    Failed,

    /// <summary>The client does not want it any more, or left before its end.</summary>
    Cancelled,
}
