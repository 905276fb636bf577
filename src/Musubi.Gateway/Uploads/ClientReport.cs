using Musubi.Gateway.Collections;
using Musubi.Gateway.Roots;
using Musubi.Gateway.Wire;

namespace Musubi.Gateway.Uploads;

/// <summary>What a client says of a file: that it does not want it any more, or, of one that it sends elsewhere, how far that is.</summary>
/// <param name="root">The root of the file.</param>
/// <param name="ref">What the reply must carry.</param>
/// <param name="storeId">The addressed store.</param>
/// <param name="name">The upload.</param>
/// <param name="entryRef">The file, as the client says.</param>
/// <param name="report">What the client says.</param>
internal sealed class ClientReport(MountedRoot root, string? @ref, StoreId storeId, string name, string entryRef, UploadReport report) : RootCall
{
    private const int MaxMessageLength = 200;

    private UploadOutcome _outcome;

    public override int Bytes => OwnBytes + PendingBytes.Of(@ref) + PendingBytes.Of(storeId) + PendingBytes.Of(name) + PendingBytes.Of(entryRef) + PendingBytes.Of(report.Error?.Message);

    /// <summary>What an event says. The code of a failure is ours whatever the client says: only this one is for it to report.</summary>
    public static UploadReport Of(string @event, UploadPayload payload) => @event switch
    {
        Events.UploadProgress => new UploadReport(UploadReportKind.Progress, payload.Progress),
        Events.UploadError => new UploadReport(UploadReportKind.Failed, Error: payload.Message is { } message
            ? new UploadError(UploadErrorCode.ExternalFailed, Cut(message))
            : UploadError.Of(UploadErrorCode.ExternalFailed)),
        _ => new UploadReport(UploadReportKind.Cancelled),
    };

    public override async ValueTask<object> AskAsync(IStoreGrain grain, long mountId, long delivered, long number) =>
        await grain.Upload(new UploadRequest(mountId, delivered, storeId, name, entryRef, FromClient: true, report, number));

    public override bool IsOfAMountedRoot(object answer) => ((UploadAnswer)answer).Outcome.IsOfAMountedRoot();

    public override RootAnswer Take(object answer)
    {
        _outcome = ((UploadAnswer)answer).Outcome;
        return new RootAnswer(IsOfAMountedRoot(answer), ((UploadAnswer)answer).Patch);
    }

    public override void AppendReply(ChannelFrames channel)
    {
        if (report.Kind == UploadReportKind.Cancelled)
        {
            // What is not there is as cancelled as can be.
            channel.AppendReply(@ref, ok: true);
            root.Files?.Cancel(entryRef);
        }
        else if (_outcome.Refusal() is { } refusal)
        {
            channel.AppendRefusal(@ref, refusal);
        }
        else
        {
            channel.AppendReply(@ref, ok: true);
        }
    }

    public override void AppendFailure(ChannelFrames channel, Refusal failure) => channel.AppendRefusal(@ref, failure);

    // Not through the middle of a character.
    private static string Cut(string message)
    {
        if (message.Length <= MaxMessageLength)
        {
            return message;
        }

        return message[..(char.IsHighSurrogate(message[MaxMessageLength - 1]) ? MaxMessageLength - 1 : MaxMessageLength)];
    }
}
