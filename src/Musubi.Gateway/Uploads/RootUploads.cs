using System.Collections.Immutable;
using Musubi.Gateway.Roots;

namespace Musubi.Gateway.Uploads;

/// <summary>The files of one mount, and the channels that they are coming over. Its members but the last are called under the scope's lock.</summary>
internal sealed class RootUploads : IRootFiles
{
    private readonly HashSet<UploadChannel> _channels = [];
    private readonly MountedRoot _root;
    private readonly SocketScope _scope;
    private readonly GatewayUploads _uploads;

    private RootUploads(MountedRoot root, SocketScope scope, GatewayUploads uploads)
    {
        _root = root;
        _scope = scope;
        _uploads = uploads;
        Owner = uploads.Pages.Of(root)?.Owner ?? uploads.Files.OwnerOf(scope.ConnectionId, root.MountId);
    }

    /// <summary>Whose the files are: this mount's, or that of the first of a page that goes on with its files.</summary>
    public UploadOwner Owner { get; }

    /// <summary>Has a root take an upload along, which ends with it.</summary>
    /// <returns>The root's; null when it is too late for that.</returns>
    public static RootUploads? TryAttach(MountedRoot root, UploadChannel channel, SocketScope scope, GatewayUploads uploads)
    {
        if (root.Phase != RootPhase.Mounted)
        {
            return null;
        }

        var own = Of(root, scope, uploads);
        own._channels.Add(channel);
        return own;
    }

    /// <summary>Lets go of an upload that has ended.</summary>
    public static void Detach(MountedRoot root, UploadChannel channel) => (root.Files as RootUploads)?._channels.Remove(channel);

    /// <summary>Gives a root that its client has back the files that it goes on with.</summary>
    /// <returns>What is gone meanwhile, and the root does not know that.</returns>
    public static ImmutableArray<UploadGrant> TakeBack(MountedRoot root, GoingUploads? going, SocketScope scope, GatewayUploads uploads)
    {
        if (going is null)
        {
            return [];
        }

        Of(root, scope, uploads);
        return uploads.Pages.Enter(root, going);
    }

    public void Cancel(string entryRef)
    {
        foreach (var channel in _channels.Where(channel => channel.EntryRef == entryRef).ToArray())
        {
            channel.Cancel();
        }
    }

    public void CancelAll()
    {
        foreach (var channel in _channels.ToArray())
        {
            channel.Cancel();
        }
    }

    public void SuspendAll()
    {
        foreach (var channel in _channels.ToArray())
        {
            channel.Suspend();
        }
    }

    public async Task EndAsync(bool mayGoOn)
    {
        Task[] running;
        lock (_scope.Lock)
        {
            running = [.. _channels.Select(static channel => channel.Ended)];
        }

        await Task.WhenAll(running);
        if (await _uploads.Pages.LeaveAsync(_root, mayGoOn ? _scope.ResumeFor : TimeSpan.Zero))
        {
            await _uploads.Files.DeleteAllAsync(Owner);
        }
    }

    private static RootUploads Of(MountedRoot root, SocketScope scope, GatewayUploads uploads) =>
        (RootUploads)(root.Files ??= new RootUploads(root, scope, uploads));
}
