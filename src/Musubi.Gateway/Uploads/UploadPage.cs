using Musubi.Gateway.Roots;

namespace Musubi.Gateway.Uploads;

/// <summary>One page's files that its client can go on with. Guarded by the lock of <see cref="UploadPages"/>.</summary>
/// <param name="key">The key of its root.</param>
/// <param name="owner">Whose files they are, whichever socket the page is on.</param>
internal sealed class UploadPage(StoreGrainKey key, UploadOwner owner)
{
    // By entry; those that come over a channel now are null.
    private readonly Dictionary<string, (UploadGrant Grant, ReceivedFile? File)> _files = new(StringComparer.Ordinal);

    public StoreGrainKey Key => key;

    public UploadOwner Owner => owner;

    /// <summary>The root on the socket that the page is on; null while it is on none.</summary>
    public MountedRoot? Root { get; set; }

    /// <summary>Ends the time in which the client is waited for; null while nothing waits for it.</summary>
    public ITimer? Patience { get; set; }

    /// <summary>Its place among the pages that wait.</summary>
    public LinkedListNode<UploadPage>? Place { get; set; }

    /// <summary>Files that wait for their client.</summary>
    public int Waiting { get; private set; }

    /// <summary>What it counted for among the pages that wait, when it was counted last.</summary>
    public int Counted { get; set; }

    public GoingUploads Going => new(owner, [.. _files.Values.Select(static file => file.Grant)]);

    public bool Has(UploadGrant grant) => _files.ContainsKey(grant.EntryRef);

    /// <summary>A file comes from now on.</summary>
    public void Begin(UploadGrant grant) => _files[grant.EntryRef] = (grant, null);

    /// <summary>A file waits from now on.</summary>
    public void Park(ReceivedFile file)
    {
        _files[file.Grant.EntryRef] = (file.Grant, file);
        Waiting++;
    }

    /// <summary>A file that waits comes again; null when none does by that name.</summary>
    public ReceivedFile? TryTake(string entryRef)
    {
        if (!_files.TryGetValue(entryRef, out var held) || held.File is null)
        {
            return null;
        }

        Begin(held.Grant);
        Waiting--;
        return held.File;
    }

    /// <summary>A file has come, or does not come any more.</summary>
    public void Forget(UploadGrant grant) => _files.Remove(grant.EntryRef);

    /// <summary>Gives up all that wait.</summary>
    public ReceivedFile[] TakeWaiting()
    {
        ReceivedFile[] waiting = [.. _files.Values.Select(static held => held.File).OfType<ReceivedFile>()];
        foreach (var file in waiting)
        {
            Forget(file.Grant);
        }

        Waiting = 0;
        return waiting;
    }
}
