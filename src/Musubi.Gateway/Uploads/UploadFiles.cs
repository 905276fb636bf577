using Musubi.Gateway.Diagnostics;

namespace Musubi.Gateway.Uploads;

/// <summary>The files that this process receives, in the upload store that silos read them from.</summary>
/// <remarks>What cannot be deleted is logged and left for later: for the end of its mount, of this process, or for the sweep of any other.</remarks>
internal sealed class UploadFiles(IUploadStore store, GatewayLoggers loggers)
{
    private readonly string _gateway = Guid.NewGuid().ToString("N");
    private volatile bool _used;

    /// <summary>Whose files those of a mount are.</summary>
    public UploadOwner OwnerOf(string connection, long mountId) => new(_gateway, connection, mountId);

    public async ValueTask<Stream> CreateAsync(UploadFileId file, CancellationToken cancellationToken)
    {
        if (!_used)
        {
            // Before the first file, and by then: a process without uploads leaves no trace.
            await store.KeepAliveAsync(_gateway, cancellationToken);
            _used = true;
        }

        return await store.CreateAsync(file, cancellationToken);
    }

    public async ValueTask DeleteAsync(UploadFileId file)
    {
        try
        {
            await store.DeleteAsync(file);
        }
        catch (Exception exception)
        {
            loggers.Uploads.UploadNotDeleted(exception);
        }
    }

    public async ValueTask DeleteAllAsync(UploadOwner owner)
    {
        try
        {
            await store.DeleteAllAsync(owner);
        }
        catch (Exception exception)
        {
            loggers.Uploads.UploadNotDeleted(exception);
        }
    }

    /// <summary>Keeps other processes from sweeping the files of this one.</summary>
    public ValueTask KeepAliveAsync(CancellationToken cancellationToken) =>
        _used ? store.KeepAliveAsync(_gateway, cancellationToken) : ValueTask.CompletedTask;

    /// <summary>Deletes the files of processes that have been silent for too long.</summary>
    public ValueTask<int> SweepAsync(TimeSpan silentFor, CancellationToken cancellationToken) => store.SweepAsync(silentFor, cancellationToken);

    /// <summary>Deletes everything that is left of this process.</summary>
    public ValueTask EndAsync(CancellationToken cancellationToken) =>
        _used ? store.EndAsync(_gateway, cancellationToken) : ValueTask.CompletedTask;
}
