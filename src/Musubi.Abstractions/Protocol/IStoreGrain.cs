using Orleans.Concurrency;

namespace Musubi.Protocol;

/// <summary>One mounted root with its whole tree of stores; its key is a <see cref="StoreGrainKey"/>.</summary>
/// <remarks>A root is mounted before anything else is asked of it. It lives while its mounter calls
/// <see cref="Sync"/> now and then; one that nobody asks about is unmounted (see the silo's options).
/// Every call may be lost or answered late, so each names the mount it belongs to.</remarks>
[Alias("musubi.v1.IStoreGrain"), GrainInterfaceType("Musubi.IStoreGrain")]
public interface IStoreGrain : IGrainWithStringKey
{
    /// <summary>Mounts the root, in place of an earlier mount if there is one.</summary>
    [Alias("Mount")]
    ValueTask<MountAnswer> Mount(MountRequest request);

    /// <summary>Takes back a root that is mounted: the client is on another socket now, whoever had the root before.</summary>
    [Alias("Attach")]
    ValueTask<AttachAnswer> Attach(AttachRequest request);

    /// <summary>Says that the client of a mount has gone and may come back. The root ends unless it does in that time; at once if it was not mounted to be taken back.</summary>
    [Alias("Detach")]
    ValueTask Detach(long mountId, TimeSpan waitFor);

    /// <summary>Runs a command, and those that came with it. An answer carries the reply and the patch together, so that they need no second message.</summary>
    [Alias("Command")]
    ValueTask<CommandAnswer> Command(CommandRequest request);

    /// <summary>Says that the mounter is there and what it has; the answer carries what it missed.</summary>
    /// <param name="mountId">The mount.</param>
    /// <param name="delivered">The version of the last envelope that reached the mounter.</param>
    /// <remarks>Interleaves, so that a long handler does not make a living root look dead.</remarks>
    [Alias("Sync"), AlwaysInterleave]
    ValueTask<SyncAnswer> Sync(long mountId, long delivered);

    /// <summary>Lets a durable root leave its silo's memory, when <see cref="SyncAnswer.MaySleep"/> said that it may. Whatever is asked of it next finds it as it was.</summary>
    /// <param name="mountId">The mount.</param>
    /// <param name="delivered">The version of the last envelope that reached the mounter. A root that has more to say stays awake.</param>
    [Alias("Sleep")]
    ValueTask<SleepAnswer> Sleep(long mountId, long delivered);

    /// <summary>Says that the client of a mount has gone: whoever waits for nobody's sake need not go on, so commands' cancellation tokens are cancelled.</summary>
    /// <remarks>Interleaves, since it is about what runs. The mount itself ends with <see cref="Unmount"/>, which follows.</remarks>
    [Alias("Abandon"), AlwaysInterleave, OneWay]
    ValueTask Abandon(long mountId);

    /// <summary>Ends a mount; nothing happens when it is not the current one.</summary>
    [Alias("Unmount")]
    ValueTask Unmount(long mountId, TerminateReason reason);

    /// <summary>Decides which files a client may send.</summary>
    [Alias("AllowUpload")]
    ValueTask<AllowUploadAnswer> AllowUpload(AllowUploadRequest request);

    /// <summary>Takes in what happened to a file.</summary>
    [Alias("Upload")]
    ValueTask<UploadAnswer> Upload(UploadRequest request);

    /// <summary>Hands new assigns to one store's <c>Update</c>; nothing happens when it is not mounted.</summary>
    [Alias("SendUpdate"), OneWay]
    ValueTask SendUpdate(SendUpdateRequest request);

    /// <summary>Hands a message from outside to the root's <c>HandleInfo</c>.</summary>
    [Alias("Info"), OneWay]
    ValueTask Info(InfoMessage message);

    /// <summary>The same for a root that sleeps, from the silo that hears the topic for it.</summary>
    /// <param name="message">The message.</param>
    /// <param name="sleptOn">That silo. A root that was woken on another one subscribes there, and was told that it may have missed messages.</param>
    /// <returns>False when that silo is to hear the topic for it no more.</returns>
    [Alias("Rouse")]
    ValueTask<bool> Rouse(InfoMessage message, SiloAddress sleptOn);
}
