namespace Musubi.Grains.Stores;

// What somebody who inspects the silo may know of it, and do with it. Read where it is anyway: nothing is kept for it.
internal sealed partial class RootMount
{
    /// <summary>The root's key.</summary>
    public string Key => _grain.Key;

    /// <summary>The socket that its client is on, or was on last.</summary>
    public string SocketId => _resumable?.Terms.SocketId ?? StoreGrainKey.Parse(Key).Connection;

    /// <summary>Whether there is a tree to look at. On any thread, also while it mounts.</summary>
    public bool HasTree => Tree is { Root: not null };

    /// <summary>The gateway that it belongs to; null for none.</summary>
    public IGatewayObserver? Gateway => Volatile.Read(ref _outbox)?.Gateway;

    /// <summary>What is said and not known to be delivered.</summary>
    public (int Patches, int Bytes) Undelivered => _window.Kept;

    /// <summary>Messages from outside that wait for its turn.</summary>
    public int WaitingMessages => Volatile.Read(ref _inbox)?.FromOutside ?? 0;

    /// <summary>Whether messages from outside are dropped, since more wait than may.</summary>
    public bool DropsMessages => _overflowed;

    /// <summary>Looks at it from its own scheduler, where nothing of it changes meanwhile. While a callback waits, that is between two of its steps.</summary>
    public Task<T> LookAsync<T>(Func<T> look) =>
        Task.Factory.StartNew(look, CancellationToken.None, TaskCreationOptions.DenyChildAttach, _grain.Turns);

    /// <summary>Unmounts it in a turn of its own, behind those that wait, and lets its client know, which mounts it anew if it still shows it.</summary>
    public async Task UnmountAsync()
    {
        var (id, outbox) = (Id, _outbox);
        await _grain.Self.Unmount(id, TerminateReason.Left);
        outbox?.Add(new RootPush(id, null));
    }
}
