using Musubi.Gateway.Diagnostics;
using Musubi.Gateway.Roots;
using Musubi.Gateway.Uploads;
using Musubi.Gateway.Wire;

namespace Musubi.Gateway.Mounts;

/// <summary>What a client asks of a channel, out of its frame: which event asks what, and those that bring its roots and take them away.</summary>
internal static class ChannelEvents
{
    /// <summary>Whether a frame takes time before later frames of its topic make sense.</summary>
    public static bool HoldsLaterFrames(JoinedChannel channel, Frame frame) =>
        channel.Life.Kind == ChannelKind.Connection && frame.Event is Events.Mount or Events.Unmount;

    /// <summary>Handles one frame.</summary>
    /// <returns>Completes when the next one of the topic may be handled.</returns>
    public static ValueTask HandleAsync(JoinedChannel channel, SocketScope scope, GatewayUploads uploads, Frame frame)
    {
        var ofConnection = channel.Life.Kind == ChannelKind.Connection;
        switch (frame.Event)
        {
            case Events.Join when ofConnection:
                return new ValueTask(JoinConnectionAsync(channel, scope, uploads, frame));
            case Events.Join:
                return new ValueTask(new RootMounter(channel, scope, uploads, frame).JoinAsync());
            case Events.Mount when ofConnection:
                return new ValueTask(new RootMounter(channel, scope, uploads, frame).MountAsync(channel.Joined!));
            case Events.Unmount when ofConnection:
                return new ValueTask(UnmountAsync(channel, scope, frame));
            case Events.Command:
                return RootEvents.CommandAsync(channel, scope, frame);
            case Events.AllowUpload or Events.CancelUpload or Events.UploadProgress or Events.UploadError:
                return RootEvents.UploadAsync(channel, scope, uploads, frame);
            default:
                channel.Refuse(frame.Ref, Refusal.UnknownEvent);
                return ValueTask.CompletedTask;
        }
    }

    private static async Task JoinConnectionAsync(JoinedChannel channel, SocketScope scope, GatewayUploads uploads, Frame join)
    {
        var joinParams = Params.TryCreate(join.Payload.Span, out var read) ? read : Params.Empty;
        if (await new RootMounter(channel, scope, uploads, join).AuthorizeAsync(joinParams) is not { } socket)
        {
            return;
        }

        lock (scope.Lock)
        {
            channel.Accept(socket, join.Ref);
        }

        scope.Writer.Flush();
    }

    private static async Task UnmountAsync(JoinedChannel channel, SocketScope scope, Frame frame)
    {
        if (!RootEvents.TryFind(channel, scope, frame.Ref, CommandPayload.Read(frame.Payload).RootId, out var root))
        {
            return;
        }

        Task ended;
        lock (scope.Lock)
        {
            ended = root.EndAsync(TerminateReason.Left, () => channel.Life.AppendReply(frame.Ref, ok: true));
        }

        await ended;
    }
}
