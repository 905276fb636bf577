namespace Musubi.Gateway.Roots;

/// <summary>The files that belong to one mount, which end with it unless its client may come back for them.</summary>
internal interface IRootFiles
{
    /// <summary>Ends what comes of a file that is not wanted any more. Under the lock.</summary>
    void Cancel(string entryRef);

    /// <summary>Ends everything that is on its way. Under the lock.</summary>
    void CancelAll();

    /// <summary>Stops everything that is on its way, because the client has its root on another socket. Under the lock.</summary>
    void SuspendAll();

    /// <summary>Deletes the files, once nothing writes to any.</summary>
    /// <param name="mayGoOn">Whether the root waits for its client, or is on another socket of it: then what that goes on with stays.</param>
    Task EndAsync(bool mayGoOn);
}
