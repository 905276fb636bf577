using System.Collections.Immutable;

namespace Musubi.Grains.Uploads;

/// <summary>Takes in what happened to a file.</summary>
internal static class UploadReportHandler
{
    private const int Complete = 100;

    /// <summary>Applies a report to a store's socket.</summary>
    /// <returns>The outcome, the new socket, and the entry as it is now when the store is to hear of its progress.</returns>
    public static (UploadOutcome Outcome, Socket Socket, UploadEntry? Progressed) Apply(Upload upload, UploadRequest request, Socket socket, ProgressThrottle throttle)
    {
        var entry = UploadTable.Of(socket).Find(upload.Name, request.EntryRef);
        var report = request.Report;
        if (report.Kind == UploadReportKind.Cancelled)
        {
            return (entry is null ? UploadOutcome.UnknownEntry : UploadOutcome.Handled, socket.CancelUpload(upload, request.EntryRef), null);
        }

        if (entry is null)
        {
            return (UploadOutcome.UnknownEntry, socket, null);
        }

        if (entry.External != request.FromClient)
        {
            return (UploadOutcome.WrongMode, socket, null);
        }

        if (report.Kind == UploadReportKind.Started && (entry.File is not null || entry.Status != UploadStatus.Pending))
        {
            // A file comes once. The gateway keeps no list of those that did, and would write over this one.
            return (UploadOutcome.UnknownEntry, socket, null);
        }

        if (entry.Status is UploadStatus.Success or UploadStatus.Error)
        {
            // Whatever comes after the end comes too late.
            return (UploadOutcome.Handled, socket, null);
        }

        switch (report.Kind)
        {
            case UploadReportKind.Started:
                return (UploadOutcome.Handled, Save(socket, upload, entry, entry with { File = report.File }), null);
            case UploadReportKind.Failed:
                return (UploadOutcome.Handled, Fail(upload, entry, report.Error ?? UploadError.Of(UploadErrorCode.Internal), socket), null);
            default:
                return Progress(upload, entry, Math.Clamp(report.Progress, 0, Complete), socket, throttle);
        }
    }

    /// <summary>Fails the files that came, or were to come, over a gateway whose socket is gone: it has deleted them, but for those that it kept.</summary>
    public static Socket Interrupt(ImmutableArray<Upload> uploads, Socket socket, KeptUploads? kept = null)
    {
        foreach (var upload in uploads)
        {
            foreach (var entry in UploadTable.Of(socket).Of(upload.Name).Where(entry => entry is { External: false, Status: not UploadStatus.Error } && !IsKept(entry, kept)))
            {
                socket = Fail(upload, entry, UploadError.Of(UploadErrorCode.Internal), socket);
            }
        }

        return socket;
    }

    private static bool IsKept(UploadEntry entry, KeptUploads? kept) =>
        kept is not null && entry.File?.Owner == kept.Owner && (entry.Status == UploadStatus.Success || kept.Unfinished.Contains(entry.Ref));

    private static Socket Fail(Upload upload, UploadEntry entry, UploadError error, Socket socket)
    {
        var failed = entry with { Status = UploadStatus.Error, Errors = entry.Errors.Add(error), File = null };
        socket = Save(socket, upload, entry, failed).Ask(new UploadEffect(upload.Name, UploadChange.Error, failed));
        return entry.File is { } file ? socket.Ask(new UploadFileDrop(file)) : socket;
    }

    private static (UploadOutcome Outcome, Socket Socket, UploadEntry? Progressed) Progress(Upload upload, UploadEntry entry, int progress, Socket socket, ProgressThrottle throttle)
    {
        var complete = progress == Complete;
        var now = entry with { Progress = progress, Status = complete ? UploadStatus.Success : UploadStatus.Uploading };
        socket = Save(socket, upload, entry, now);
        var passed = throttle.TryPass(entry.Ref);
        if (passed)
        {
            socket = socket.Ask(new UploadEffect(upload.Name, UploadChange.Progress, now));
        }

        if (complete)
        {
            socket = socket.Ask(new UploadEffect(upload.Name, UploadChange.Complete, now));
        }

        return (UploadOutcome.Handled, socket, passed || complete ? now : null);
    }

    private static Socket Save(Socket socket, Upload upload, UploadEntry before, UploadEntry after) =>
        UploadTable.Of(socket).Replace(upload.Name, before, after).SaveIn(socket);
}
