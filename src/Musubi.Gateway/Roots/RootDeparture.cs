namespace Musubi.Gateway.Roots;

/// <summary>What a root leaves behind when it ends: who waits for it, its grain, and its files.</summary>
internal sealed class RootDeparture(MountedRoot root, GrainLink grain, SocketScope scope)
{
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Why the root ends. Under the scope's lock.</summary>
    public TerminateReason Reason { get; set; }

    /// <summary>Runs under the scope's lock after the last answer has been written, and before the grain is unmounted.</summary>
    public Action? Ended { get; set; }

    /// <summary>Completes when the grain has been unmounted, or could not be reached, and the files are deleted.</summary>
    public Task Gone => _gone.Task;

    /// <summary>Unmounts the root in its grain, and deletes its files.</summary>
    public async ValueTask UnmountAsync()
    {
        // The last replies, and the reply to the leave.
        scope.Writer.Flush();
        await grain.UnmountAsync(Reason);
        await DeleteFilesAsync();
    }

    /// <summary>Deletes the files, which are the last that is left of a root. A command may have been reading them until its grain was unmounted.</summary>
    public async Task DeleteFilesAsync()
    {
        if (root.Files is { } files)
        {
            await files.DeleteAsync();
        }

        _gone.TrySetResult();
    }
}
