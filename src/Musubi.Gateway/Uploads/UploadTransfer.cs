using System.Threading.Channels;
using Musubi.Gateway.Diagnostics;
using Musubi.Gateway.Roots;
using Musubi.Gateway.Wire;

namespace Musubi.Gateway.Uploads;

/// <summary>One file's way from its channel to the upload store, and what its root hears of it: the part of an upload that takes time.</summary>
/// <param name="channel">Where the file comes from.</param>
/// <param name="scope">The socket's.</param>
/// <param name="uploads">What all uploads share.</param>
/// <param name="root">The file's root.</param>
/// <param name="owner">Whose file it is.</param>
/// <param name="grant">What may come.</param>
/// <param name="begun">What is there of it, from another socket; null when nothing is.</param>
/// <param name="stopped">Calls it off.</param>
internal sealed class UploadTransfer(
    UploadChannel channel, SocketScope scope, GatewayUploads uploads, MountedRoot root, UploadOwner owner, UploadGrant grant, ReceivedFile? begun, CancellationToken stopped)
{
    private const int Complete = 100;

    // A socket that hangs cannot be told from one that is lost, whose client is waited for.
    private TimeSpan ChunkTimeout => channel.GoesOn && scope.Options.ResumeFor > grant.ChunkTimeout ? scope.Options.ResumeFor : grant.ChunkTimeout;

    /// <summary>Reach the root.</summary>
    public UploadReports Reports { get; } = new(root, grant, scope.Clock, stopped);

    /// <summary>Receives the file.</summary>
    /// <param name="chunks">What comes; completed when the client leaves.</param>
    /// <returns>How that ended. Unless it is complete, nothing of it is left, but where the client can go on.</returns>
    /// <exception cref="OperationCanceledException">It was called off, and the same holds.</exception>
    public async Task<UploadEnd> RunAsync(ChannelReader<Chunk> chunks)
    {
        if (begun is null && await BeginAsync() is { } refused)
        {
            return refused;
        }

        var file = begun!;
        var complete = false;
        try
        {
            var end = await ReceiveAsync(file, chunks);
            complete = end.Reason == ChannelEnd.Complete;
            return end;
        }
        finally
        {
            await LetGoAsync(file, complete);
        }
    }

    // Null when there is a file to write to.
    private async ValueTask<UploadEnd?> BeginAsync()
    {
        var id = new UploadFileId(owner, grant.EntryRef);

        // Before there is a file, because the root may know that there has been one.
        var started = await Reports.AskAsync(new UploadReport(UploadReportKind.Started, File: id));
        if (started.Failure is not null)
        {
            return new UploadEnd(ChannelEnd.Refused, new UploadReport(UploadReportKind.Cancelled));
        }

        if (started.Outcome != UploadOutcome.Handled)
        {
            return new UploadEnd(ChannelEnd.Refused);
        }

        try
        {
            begun = await ReceivedFile.CreateAsync(grant, uploads.Files, id, stopped);
        }
        catch (Exception exception) when (!stopped.IsCancellationRequested)
        {
            scope.Loggers.Uploads.UploadNotWritten(scope.ConnectionId, exception);
            return new UploadEnd(ChannelEnd.Refused, Failed(UploadErrorCode.Internal));
        }

        if (channel.GoesOn)
        {
            uploads.Pages.Begin(root, owner, grant);
        }

        return null;
    }

    // It waits where its client can go on; else it is deleted, unless it is kept.
    private async ValueTask LetGoAsync(ReceivedFile file, bool complete)
    {
        if (!complete && channel.IsSuspended && file.IsSound && uploads.Pages.TryPark(root, file, scope.ResumeFor))
        {
            return;
        }

        await file.DisposeAsync();
        if (channel.GoesOn && uploads.Pages.Forget(root, grant) is { } elsewhere && !complete)
        {
            await elsewhere.Line.AskAsync(new GatewayReport(grant, Failed(UploadErrorCode.Internal)));
        }
    }

    private static UploadReport Failed(UploadErrorCode code) => new(UploadReportKind.Failed, Error: UploadError.Of(code));

    private static UploadEnd Fail(string? @ref, Refusal refusal, UploadErrorCode code) =>
        new(ChannelEnd.Failed, Failed(code), new ChunkReply(@ref, Ok: false, refusal.Response()));

    private async Task<UploadEnd> ReceiveAsync(ReceivedFile file, ChannelReader<Chunk> chunks)
    {
        if (file.IsComplete && await CompleteAsync(file, null) is { Reason: not ChannelEnd.Complete } failed)
        {
            return failed;
        }

        channel.Accept(file.Received);
        if (file is { IsComplete: true, Received: > 0 })
        {
            // All of it came over the socket before, and its client did not hear of that.
            return new UploadEnd(ChannelEnd.Complete);
        }

        // An empty file is there before its first chunk. There are clients that send an empty one all the same, and clients that do not.
        while (true)
        {
            try
            {
                if (!await chunks.WaitToReadAsync(stopped).AsTask().WaitAsync(ChunkTimeout, scope.Clock, stopped))
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
            // What the client goes on with must not end in a part of a chunk.
            await file.WriteAsync(chunk.Bytes, channel.GoesOn ? CancellationToken.None : stopped);
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

        await Reports.ProgressAsync(file.Progress, channel.Cancel);
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

        var told = await Reports.AskAsync(new UploadReport(UploadReportKind.Progress, Complete));
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
