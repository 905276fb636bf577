namespace Musubi;

/// <summary>What is to happen to an entry at the client.</summary>
internal enum UploadChange
{
    Add,
    Progress,
    Complete,
    Error,
    Cancel,

    /// <summary>The upload has no entries any more.</summary>
    Reset,
}

/// <summary>Something is to happen to an entry at the client.</summary>
/// <param name="upload">The upload's name.</param>
/// <param name="change">What.</param>
/// <param name="entry">The entry as it is after it; null for a reset.</param>
internal sealed class UploadEffect(string upload, UploadChange change, UploadEntry? entry) : Effect
{
    public string Upload { get; } = upload;

    public UploadChange Change { get; } = change;

    public UploadEntry? Entry { get; } = entry;
}

/// <summary>Nothing is to happen: a command that runs with it may read uploaded files. It goes with the other effects when the command has returned.</summary>
internal sealed class UploadAccess(IUploadStore store) : Effect
{
    public IUploadStore Store { get; } = store;

    /// <summary>The access that a socket was given; null when no command is running.</summary>
    public static UploadAccess? Of(Socket socket)
    {
        var effect = socket.Effects;
        while (effect is not null and not UploadAccess)
        {
            effect = effect.Earlier;
        }

        return (UploadAccess?)effect;
    }
}

/// <summary>A file is not needed any more.</summary>
internal sealed class UploadFileDrop(UploadFileId file) : Effect
{
    public UploadFileId File { get; } = file;
}
