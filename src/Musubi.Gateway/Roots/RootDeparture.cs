namespace Musubi.Gateway.Roots;

/// <summary>What a root leaves behind when it ends: who waits for it, its grain, and its files.</summary>
internal sealed class RootDeparture(MountedRoot root, GrainLink grain, SocketScope scope)
{
    /// <summary>About what a root takes that has ended and whose grain does not know it yet.</summary>
    public const int OwnBytes = 1024;

    private readonly TaskCompletionSource _unmounted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _owesUnmount;

    /// <summary>Whether the root is there still, for the client to go on with on another socket. Under the scope's lock, or by what ends the root.</summary>
    public bool LeavesRoot { get; set; }

    /// <summary>Why the root ends. Under the scope's lock.</summary>
    public TerminateReason Reason { get; set; }

    /// <summary>What it takes of the socket's <see cref="SocketScope.Pending"/>. Under the scope's lock.</summary>
    public int Bytes { get; set; }

    /// <summary>Runs under the scope's lock after the last answer has been written, and before the grain is unmounted.</summary>
    public Action? Ended { get; set; }

    /// <summary>Completes when nothing of this mount is on its way to the grain any more. What mounts the same root after it waits for that.</summary>
    public Task Unmounted => _unmounted.Task;

    /// <summary>Completes when the grain has been unmounted, or could not be reached, and the files are deleted.</summary>
    public Task Gone => _gone.Task;

    /// <summary>Has the grain be unmounted as soon as nothing is asked of it any more. Under the scope's lock.</summary>
    public void OweUnmount() => _owesUnmount = true;

    /// <summary>Whether that is so. Asking settles it. Under the scope's lock.</summary>
    public bool TakeUnmount()
    {
        var owed = _owesUnmount;
        _owesUnmount = false;
        return owed;
    }

    /// <summary>Unmounts the root in its grain, and deletes its files.</summary>
    public async ValueTask UnmountAsync()
    {
        // The last replies, and the reply to the leave.
        scope.Writer.Flush();
        var waits = root.Resume is not null && Reason is not TerminateReason.Left;
        LeavesRoot = waits && Reason is TerminateReason.Disconnected;
        await (waits ? grain.DetachAsync(scope.ResumeFor) : grain.UnmountAsync(Reason));
        await CompleteAsync();
    }

    /// <summary>Ends what the grain knows nothing of, or nothing any more, and deletes its files.</summary>
    public async Task CompleteAsync()
    {
        lock (scope.Lock)
        {
            scope.Forget(root, this);
        }

        _unmounted.TrySetResult();

        // The last that is left of a root. A command may have been reading them until its grain was unmounted.
        if (root.Files is { } files)
        {
            await files.EndAsync(LeavesRoot);
        }

        _gone.TrySetResult();
    }
}
