namespace Musubi;

/// <summary>Where uploaded files are between the gateway, which writes them, and the silo, which reads them. Files never pass through grain calls.</summary>
/// <remarks>
/// <para>Gateway and silo each have one, and both must see the same files. In one process or on one machine the default, a local directory, does.
/// On different machines, point it at a directory that both mount, or register an implementation of your own, over object storage say,
/// in both: <c>services.AddSingleton&lt;IUploadStore, …&gt;()</c> before Musubi is added.</para>
/// <para>Files are temporary. The gateway deletes those of a mount when it ends, whatever became of the root; the silo deletes one that was
/// consumed or cancelled. What is left when a gateway's process dies is swept by any other: that is what
/// <see cref="KeepAliveAsync"/> and <see cref="SweepAsync"/> are for. Every method may be called from any thread, more than once, and on two machines at the same time.</para>
/// </remarks>
public interface IUploadStore
{
    /// <summary>Makes a file to write to, in place of one with its id if there is one.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    ValueTask<Stream> CreateAsync(UploadFileId id, CancellationToken cancellationToken = default);

    /// <summary>Opens a file that was written.</summary>
    /// <exception cref="FileNotFoundException">There is none, or no more.</exception>
    ValueTask<Stream> OpenReadAsync(UploadFileId id, CancellationToken cancellationToken = default);

    /// <summary>Deletes a file; nothing happens when there is none.</summary>
    ValueTask DeleteAsync(UploadFileId id, CancellationToken cancellationToken = default);

    /// <summary>Deletes every file of a mount.</summary>
    ValueTask DeleteAllAsync(UploadOwner owner, CancellationToken cancellationToken = default);

    /// <summary>Says that a gateway's process lives; one that has taken a file does so every minute.</summary>
    ValueTask KeepAliveAsync(string gateway, CancellationToken cancellationToken = default);

    /// <summary>Deletes every file of a gateway whose process ends, and forgets that it lived.</summary>
    ValueTask EndAsync(string gateway, CancellationToken cancellationToken = default);

    /// <summary>Deletes every file of gateways that have not said so for that long.</summary>
    /// <param name="silentFor">The time; several minutes.</param>
    /// <param name="cancellationToken">Ends the sweep early.</param>
    /// <returns>Number of files deleted.</returns>
    ValueTask<int> SweepAsync(TimeSpan silentFor, CancellationToken cancellationToken = default);
}
