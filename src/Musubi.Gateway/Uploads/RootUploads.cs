using Musubi.Gateway.Roots;

namespace Musubi.Gateway.Uploads;

/// <summary>The files of one mount, and the channels that they are coming over. Its members but the last are called under the scope's lock.</summary>
internal sealed class RootUploads(SocketScope scope, UploadFiles files, long mountId) : IRootFiles
{
    private readonly HashSet<UploadChannel> _channels = [];

    /// <summary>Has a root take an upload along, which ends with it.</summary>
    /// <returns>False when it is too late for that.</returns>
    public static bool TryAttach(MountedRoot root, UploadChannel channel, SocketScope scope, UploadFiles files)
    {
        if (root.Phase != RootPhase.Mounted)
        {
            return false;
        }

        root.Files ??= new RootUploads(scope, files, root.MountId);
        return ((RootUploads)root.Files)._channels.Add(channel);
    }

    /// <summary>Lets go of an upload that has ended.</summary>
    public static void Detach(MountedRoot root, UploadChannel channel) => (root.Files as RootUploads)?._channels.Remove(channel);

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

    public async Task DeleteAsync()
    {
        Task[] running;
        lock (scope.Lock)
        {
            running = [.. _channels.Select(static channel => channel.Ended)];
        }

        await Task.WhenAll(running);
        await files.DeleteAllAsync(files.OwnerOf(scope.ConnectionId, mountId));
    }
}
