using System.Diagnostics.CodeAnalysis;
using Musubi.Gateway.Diagnostics;
using Musubi.Gateway.Roots;
using Musubi.Gateway.Wire;

namespace Musubi.Gateway.Channels;

/// <summary>A channel of one root: its join is the mount, its leave the unmount. Topic <c>musubi:connection:…</c>.</summary>
internal sealed class RootChannel(ChannelTable table, SocketScope scope, Frame join, IChannel? replaced)
    : JoinedChannel(table, scope, join, replaced)
{
    private MountedRoot? _root;

    protected override ChannelKind Kind => ChannelKind.Root;

    protected override ValueTask HandleAsync(Frame frame)
    {
        switch (frame.Event)
        {
            case Events.Join:
                return new ValueTask(JoinAsync(frame));
            case Events.Command:
                return CommandAsync(frame);
            case Events.AllowUpload or Events.CancelUpload or Events.UploadProgress or Events.UploadError:
                return UploadAsync(frame);
            default:
                Refuse(frame.Ref, Refusal.UnknownEvent);
                return ValueTask.CompletedTask;
        }
    }

    protected override void AppendMounted(string? @ref, MountedRoot root)
    {
        _root = root;
        AppendJoined(@ref, Responses.Mounted(root.WireId));
    }

    protected override void AppendMountRefused(string? @ref, ReadOnlyMemory<byte> response) => AppendJoinRefused(@ref, response);

    protected override bool TryFind(string? @ref, string? rootId, [NotNullWhen(true)] out MountedRoot? root)
    {
        // Events wait for the join, and the join is the mount.
        root = _root!;
        return true;
    }

    private async Task JoinAsync(Frame join)
    {
        if (await AuthorizeAsync(join, MountPayload.WithoutRoot(join.Payload)) is { } socket)
        {
            await MountAsync(join.Ref, join.Payload, socket);
        }
    }
}
