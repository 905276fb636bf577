namespace Musubi.Protocol;

/// <summary>What happened to one file.</summary>
/// <param name="Kind">What it was.</param>
/// <param name="Progress">Per cent that have come, 0 to 100: of a <see cref="UploadReportKind.Progress"/>.</param>
/// <param name="Error">Why it failed: of a <see cref="UploadReportKind.Failed"/>.</param>
/// <param name="File">Where its bytes go: of a <see cref="UploadReportKind.Started"/>.</param>
[GenerateSerializer, Immutable, Alias("musubi.v1.UploadReport")]
public sealed record UploadReport(
    [property: Id(0)] UploadReportKind Kind,
    [property: Id(1)] int Progress = 0,
    [property: Id(2)] UploadError? Error = null,
    [property: Id(3)] UploadFileId? File = null);
