using System.Threading.Channels;
using Musubi.Gateway.Diagnostics;
using Musubi.Gateway.Roots;
using Musubi.Gateway.Wire;

namespace Musubi.Gateway.Uploads;

/// <summary>One file's way from its channel to the upload store, and what its root hears of it: the part of an upload that takes time.</summary>
/// <param name="channel">Where the file comes from.</param>
/// <param name="scope">The socket's.</param>
/// <param name="files">Where it is written.</param>
/// <param name="grant">What may come.</param>
/// <param name="chunks">What comes; completed when the client leaves.</param>
/// <param name="reports">Reach the root.</param>
/// <param name="stopped">Calls it off.</param>
internal sealed class UploadTransfer(
    UploadChannel channel, SocketScope scope, UploadFiles files, UploadGrant grant, ChannelReader<Chunk> chunks, UploadReports reports, CancellationToken stopped)
{
    private const int Complete = 100;

    /// <summary>Receives the file.</summary>
    /// <returns>How that ended. Unless it is complete, nothing of it is left.</returns>
    /// <exception cref="OperationCanceledException">It was called off, and nothing is left either.</exception>
    public async Task<UploadEnd> RunAsync()
    {
        var id = new UploadFileId(files.OwnerOf(grant.Connection, grant.MountId), grant.EntryRef);

        // Before there is a file, because the root may know that there has been one.
        var started = await reports.AskAsync(new UploadReport(UploadReportKind.Started, File: id));
        if (started.Failure is not null)
        {
            return new UploadEnd(ChannelEnd.Refused, new UploadReport(UploadReportKind.Cancelled));
        }

        if (started.Outcome != UploadOutcome.Handled)
        {
            return new UploadEnd(ChannelEnd.Refused);
        }

        ReceivedFile file;
        try
        {
            file = await ReceivedFile.CreateAsync(grant, files, id, stopped);
        }
        catch (Exception exception) when (!stopped.IsCancellationRequested)
        {
            scope.Loggers.Uploads.UploadNotWritten(scope.ConnectionId, exception);
            return new UploadEnd(ChannelEnd.Refused, Failed(UploadErrorCode.Internal));
        }

        await using (file)
        {
            return await ReceiveAsync(file);
        }
    }

    private static UploadReport Failed(UploadErrorCode code) => new(UploadReportKind.Failed, Error: UploadError.Of(code));

    private static UploadEnd Fail(string? @ref, Refusal refusal, UploadErrorCode code) =>
        new(ChannelEnd.Failed, Failed(code), new ChunkReply(@ref, Ok: false, refusal.Response()));

    private async Task<UploadEnd> ReceiveAsync(ReceivedFile file)
    {
        if (file.IsComplete && await CompleteAsync(file, null) is { Reason: not ChannelEnd.Complete } failed)
        {
            return failed;
        }

        // An empty file is there before its first chunk. There are clients that send an empty one all the same, and clients that do not.
        channel.Accept();
        while (true)
        {
            try
            {
                if (!await chunks.WaitToReadAsync(stopped).AsTask().WaitAsync(grant.ChunkTimeout, scope.Clock, stopped))
                {
                    stopped.ThrowIfCancellationRequested();
                    return new UploadEnd(ChannelEnd.Left, file.IsComplete ? null : new UploadReport(UploadReportKind.Cancelled));
                }
            }
            catch (TimeoutException)
            {
                return file.IsComplete ? new UploadEnd(ChannelEnd.Complete) : new UploadEnd(ChannelEnd.Failed, Failed(UploadErrorCode.ChunkTimeout));
            }

            while (chunks.TryRead(out var chunk))
            {
                try
                {
                    if (await TakeAsync(file, chunk) is { } end)
                    {
                        return end;
                    }
                }
                finally
                {
                    channel.Release(chunk);
                }
            }
        }
    }

    // Null when more is to come.
    private async ValueTask<UploadEnd?> TakeAsync(ReceivedFile file, Chunk chunk)
    {
        switch (file.Check(chunk.Bytes.Length))
        {
            case Refusal.ChunkTooLarge:
                return Fail(chunk.Ref, Refusal.ChunkTooLarge, UploadErrorCode.ChunkTooLarge);
            case Refusal.UploadTooLarge:
                return Fail(chunk.Ref, Refusal.UploadTooLarge, UploadErrorCode.TooLarge);
        }

        try
        {
            await file.WriteAsync(chunk.Bytes, stopped);
        }
        catch (Exception exception) when (!stopped.IsCancellationRequested)
        {
            scope.Loggers.Uploads.UploadNotWritten(scope.ConnectionId, exception);
            return Fail(chunk.Ref, Refusal.WriteFailed, UploadErrorCode.Internal);
        }

        if (file.IsComplete)
        {
            return await CompleteAsync(file, chunk.Ref);
        }

        await reports.ProgressAsync(file.Progress, channel.Cancel);
        channel.Reply(new ChunkReply(chunk.Ref, Ok: true, Responses.Progress(file.Progress)));
        return null;
    }

    // The root knows before the client does, so that a command sent then finds the file.
    private async ValueTask<UploadEnd> CompleteAsync(ReceivedFile file, string? @ref)
    {
        try
        {
            await file.FinishAsync();
        }
        catch (Exception exception)
        {
            scope.Loggers.Uploads.UploadNotWritten(scope.ConnectionId, exception);
            return Fail(@ref, Refusal.WriteFailed, UploadErrorCode.Internal);
        }

        var told = await reports.AskAsync(new UploadReport(UploadReportKind.Progress, Complete));
        if (told.Failure is { } failure)
        {
            // The root may have heard it and no more, and then a command may want the file. It goes with its mount.
            file.Keep();
            return Fail(@ref, failure, UploadErrorCode.Internal);
        }

        if (told.Outcome != UploadOutcome.Handled)
        {
            return new UploadEnd(ChannelEnd.Cancelled, Reply: new ChunkReply(@ref, Ok: false, Refusal.UnknownEntry.Response()));
        }

        file.Keep();
        return new UploadEnd(ChannelEnd.Complete, Reply: new ChunkReply(@ref, Ok: true, Responses.Progress(Complete)));
    }
}
