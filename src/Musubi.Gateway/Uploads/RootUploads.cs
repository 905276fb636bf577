using Musubi.Gateway.Roots;

namespace Musubi.Gateway.Uploads;

/// <summary>The files of one mount, and the channels that they are coming over. Its members but the last are called under the scope's lock.</summary>
internal sealed class RootUploads(SocketScope scope, long mountId)
{
    private readonly HashSet<UploadChannel> _channels = [];

    public void Add(UploadChannel channel) => _channels.Add(channel);

    public void Remove(UploadChannel channel) => _channels.Remove(channel);

    /// <summary>Ends what comes of a file that is not wanted any more.</summary>
    public void Cancel(string entryRef)
    {
        foreach (var channel in _channels.Where(channel => channel.EntryRef == entryRef).ToArray())
        {
            channel.Cancel();
        }
    }

    /// <summary>Ends everything that is on its way.</summary>
    public void CancelAll()
    {
        foreach (var channel in _channels.ToArray())
        {
            channel.Cancel();
        }
    }

    /// <summary>Deletes every file, once nothing writes to any.</summary>
    public async Task DeleteAsync()
    {
        Task[] running;
        lock (scope.Lock)
        {
            running = [.. _channels.Select(static channel => channel.Ended)];
        }

        await Task.WhenAll(running);
        await scope.Uploads.Files.DeleteAllAsync(scope.Uploads.Files.OwnerOf(scope.ConnectionId, mountId));
    }
}
