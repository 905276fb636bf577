using Musubi.Gateway.Channels;
using Musubi.Gateway.Diagnostics;
using Musubi.Gateway.Roots;
using Musubi.Gateway.Wire;

namespace Musubi.Gateway.Uploads;

// Whose file it is, and whether its client goes on with it on another socket.
internal sealed partial class UploadChannel
{
    // Guarded by the scope's lock.
    private bool _goesOn;
    private bool _suspended;

    /// <summary>Whether the client goes on with its file on another socket.</summary>
    public bool GoesOn => _goesOn;

    /// <summary>Whether it ended so that the client can.</summary>
    public bool IsSuspended
    {
        get
        {
            lock (_scope.Lock)
            {
                return _suspended;
            }
        }
    }

    /// <summary>Ends now, because the root is on another socket of its client, which may go on with the file there. Under the lock.</summary>
    public void Suspend()
    {
        _suspended = _goesOn && Life.State is ChannelState.Joining or ChannelState.Joined;
        AppendEnd(new UploadEnd(_suspended ? ChannelEnd.TakenOver : ChannelEnd.Cancelled));
    }

    // Lets go of the join, whose token may have any amount of text around it, before the file comes.
    private void EndJoin(ref Frame join)
    {
        lock (_scope.Lock)
        {
            _scope.Pending.Return(join.Bytes);
        }

        join = default;
    }

    // The file's way, if the token is good for this file, on this socket, at a root that is there.
    private UploadTransfer? TryAttach(Frame join, out MountedRoot? root)
    {
        root = null;
        var asked = UploadJoinPayload.Read(join.Payload);
        var expired = false;
        if (asked.Token is not { } token || _uploads.Tokens.TryRead(token, out expired) is not { } grant || grant.EntryRef != EntryRef)
        {
            return null;
        }

        lock (_scope.Lock)
        {
            var begins = grant.Connection == _scope.ConnectionId;
            if (Life.State != ChannelState.Joining
                || (begins ? (expired ? null : FirstRootOf(grant)) : (asked.Resume ? LaterRootOf(grant) : null)) is not { } found
                || RootUploads.TryAttach(found, this, _scope, _uploads) is not { } own)
            {
                return null;
            }

            root = found;
            _goesOn = asked.Resume && found.Resume is not null;
            var begun = begins ? null : _uploads.Pages.TryTake(found, EntryRef);
            return begins || begun is not null ? new UploadTransfer(this, _scope, _uploads, found, own.Owner, grant, begun, _stopped.Token) : null;
        }
    }

    private MountedRoot? FirstRootOf(UploadGrant grant) => _scope.Registry.TryFind(grant.MountId, out var root) ? root : null;

    // On another socket than it began on. Who has the root here has shown that it is theirs.
    private MountedRoot? LaterRootOf(UploadGrant grant) =>
        StoreGrainKey.TryParse(grant.Page, null, out var page) && _scope.TryGetRoot(page.Root.ToString(), out var root) && UploadPages.KeyOf(root) == page ? root : null;
}
