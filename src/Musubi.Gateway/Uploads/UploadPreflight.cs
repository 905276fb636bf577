using System.Collections.Immutable;
using Musubi.Gateway.Collections;
using Musubi.Gateway.Diagnostics;
using Musubi.Gateway.Roots;
using Musubi.Gateway.Wire;

namespace Musubi.Gateway.Uploads;

/// <summary>A client's question which files it may send. The answer carries a token for each that is to come over the gateway.</summary>
/// <param name="scope">The socket's.</param>
/// <param name="uploads">Makes the tokens.</param>
/// <param name="root">The root that is asked.</param>
/// <param name="ref">What the reply must carry.</param>
/// <param name="storeId">The addressed store.</param>
/// <param name="name">The upload.</param>
/// <param name="files">What the client announced.</param>
internal sealed class UploadPreflight(SocketScope scope, GatewayUploads uploads, RootId root, string? @ref, StoreId storeId, string name, ImmutableArray<AnnouncedFile> files) : RootCall
{
    // A page's user picks a few. The rest of so many is refused without asking the store about each.
    private const int MaxFiles = 100;
    private const int FileBytes = 64;

    private long _mountId;
    private UploadOutcome _outcome;
    private ReadOnlyMemory<byte> _response;

    public override int Bytes => OwnBytes + PendingBytes.Of(@ref) + PendingBytes.Of(storeId) + PendingBytes.Of(name) + files.Sum(BytesOf);

    public override async ValueTask<object> AskAsync(IStoreGrain grain, long mountId, long delivered, long number)
    {
        _mountId = mountId;
        return await grain.AllowUpload(new AllowUploadRequest(mountId, delivered, storeId, name, files.Length > MaxFiles ? files[..MaxFiles] : files, number));
    }

    public override bool IsOfAMountedRoot(object answer) => ((AllowUploadAnswer)answer).Outcome.IsOfAMountedRoot();

    public override RootAnswer Take(object answer)
    {
        var given = (AllowUploadAnswer)answer;
        _outcome = given.Outcome;
        if (given.Config is { } config)
        {
            var refused = given.Refused.Concat(files.Skip(MaxFiles).Select(static file => new RefusedFile(file.ClientRef ?? "", UploadErrorCode.TooManyFiles)));
            var page = scope.TryGetRoot(root.ToString(), out var mounted) ? UploadPages.KeyOf(mounted)?.ToString() : null;
            _response = PreflightResponse.Write(name, config, given.Allowed, refused, file => TokenFor(_mountId, file, config, page));
            WarnUnlessChunksFit(config);
        }

        return new RootAnswer(IsOfAMountedRoot(answer), given.Patch);
    }

    public override void AppendReply(ChannelFrames channel)
    {
        if (_outcome.Refusal() is { } refusal)
        {
            channel.AppendRefusal(@ref, refusal);
        }
        else
        {
            channel.AppendReply(@ref, ok: true, _response);
        }
    }

    public override void AppendFailure(ChannelFrames channel, Refusal failure) => channel.AppendRefusal(@ref, failure);

    private static int BytesOf(AnnouncedFile file) => FileBytes + PendingBytes.Of(file.ClientRef) + PendingBytes.Of(file.Name) + PendingBytes.Of(file.Type);

    private string TokenFor(long mountId, AllowedFile file, UploadConfig config, string? page) => uploads.Tokens.Write(new UploadGrant(
        scope.ConnectionId, mountId, storeId, name, file.EntryRef, file.Size, config.MaxFileSize, config.ChunkSize, config.ChunkTimeout, page));

    private void WarnUnlessChunksFit(UploadConfig config)
    {
        var most = scope.Options.MaxBinaryFrameBytes;
        if (config.ChunkSize > most - FrameReader.MaxBinaryHeaderBytes)
        {
            scope.Loggers.Uploads.ChunksTooLarge(root, name, config.ChunkSize, most);
        }
    }
}
