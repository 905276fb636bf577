using System.Diagnostics.CodeAnalysis;
using Musubi.Gateway.Diagnostics;
using Musubi.Gateway.Roots;
using Musubi.Gateway.Wire;

namespace Musubi.Gateway.Channels;

/// <summary>The channel for all roots of a connection, topic <c>musubi:connection</c>: clients of Musubi 0.7 to 0.11.</summary>
/// <remarks>Roots come and go by events, and every payload names its root. If one of them crashes, so does the
/// channel, because Phoenix has no smaller word for it; the client joins and mounts again.</remarks>
internal sealed class ConnectionChannel(ChannelTable table, SocketScope scope, Frame join, IChannel? replaced)
    : JoinedChannel(table, scope, join, replaced)
{
    private Socket? _joined;

    protected override ChannelKind Kind => ChannelKind.Connection;

    protected override ValueTask HandleAsync(Frame frame)
    {
        switch (frame.Event)
        {
            case Events.Join:
                return new ValueTask(JoinAsync(frame));
            case Events.Mount:
                return new ValueTask(MountAsync(frame.Ref, frame.Payload, _joined!));
            case Events.Unmount:
                return new ValueTask(UnmountAsync(frame));
            case Events.Command:
                return CommandAsync(frame);
            case Events.AllowUpload or Events.CancelUpload or Events.UploadProgress or Events.UploadError:
                return UploadAsync(frame);
            default:
                Refuse(frame.Ref, Refusal.UnknownEvent);
                return ValueTask.CompletedTask;
        }
    }

    protected override bool RunsAside(string @event) => @event is Events.Mount or Events.Unmount;

    protected override void AppendMounted(string? @ref, MountedRoot root) => AppendReply(@ref, ok: true, Responses.Mounted(root.WireId));

    protected override void AppendMountRefused(string? @ref, ReadOnlyMemory<byte> response) => AppendReply(@ref, ok: false, response);

    protected override bool TryFind(string? @ref, string? rootId, [NotNullWhen(true)] out MountedRoot? root)
    {
        root = null;
        if (rootId is null)
        {
            Refuse(@ref, Refusal.MissingRequiredField);
            return false;
        }

        lock (Scope.Lock)
        {
            if (TryGetRoot(rootId, out root))
            {
                return true;
            }
        }

        Refuse(@ref, Refusal.UnknownRoot);
        return false;
    }

    private async Task JoinAsync(Frame join)
    {
        if (await AuthorizeAsync(join, Params.TryCreate(join.Payload.Span, out var joinParams) ? joinParams : Params.Empty) is not { } socket)
        {
            return;
        }

        lock (Scope.Lock)
        {
            _joined = socket;
            AppendJoined(join.Ref);
        }

        Scope.Writer.Flush();
    }

    private async Task UnmountAsync(Frame frame)
    {
        if (!TryFind(frame.Ref, CommandPayload.Read(frame.Payload).RootId, out var root))
        {
            return;
        }

        Task ended;
        lock (Scope.Lock)
        {
            Remove(root);
            ended = root.EndAsync(TerminateReason.Left, () => AppendReply(frame.Ref, ok: true));
        }

        await ended;
    }
}
