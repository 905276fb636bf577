namespace Musubi;

/// <summary>A file that is there, while it is being consumed.</summary>
public sealed class UploadedFile
{
    private readonly IUploadStore _store;

    internal UploadedFile(UploadEntry entry, IUploadStore store)
    {
        Entry = entry;
        _store = store;
    }

    /// <summary>What is known of it.</summary>
    public UploadEntry Entry { get; }

    /// <summary>Opens its bytes.</summary>
    /// <exception cref="InvalidOperationException">The client sent it elsewhere: there are no bytes here.</exception>
    /// <exception cref="FileNotFoundException">It is gone: its gateway ended meanwhile.</exception>
    public ValueTask<Stream> OpenReadAsync(CancellationToken cancellationToken = default) =>
        Entry.File is { } file
            ? _store.OpenReadAsync(file, cancellationToken)
            : throw new InvalidOperationException($"The file '{Entry.Ref}' is external. Expected one that came over the gateway.");
}
