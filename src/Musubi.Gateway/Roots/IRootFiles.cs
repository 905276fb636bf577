namespace Musubi.Gateway.Roots;

/// <summary>The files that belong to one mount, which end with it.</summary>
internal interface IRootFiles
{
    /// <summary>Ends what comes of a file that is not wanted any more. Under the lock.</summary>
    void Cancel(string entryRef);

    /// <summary>Ends everything that is on its way. Under the lock.</summary>
    void CancelAll();

    /// <summary>Deletes every file, once nothing writes to any.</summary>
    Task DeleteAsync();
}
