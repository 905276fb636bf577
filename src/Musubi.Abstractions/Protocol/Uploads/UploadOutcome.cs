namespace Musubi.Protocol;

/// <summary>How a call about an upload ended.</summary>
[GenerateSerializer, Alias("musubi.v1.UploadOutcome")]
public enum UploadOutcome
{
    /// <summary>It was taken in.</summary>
    Handled,

    /// <summary>No store of the tree has that id.</summary>
    UnknownStore,

    /// <summary>The addressed store declares no such upload.</summary>
    UnknownUpload,

    /// <summary>The upload has no such entry, or no more: it was cancelled or consumed.</summary>
    UnknownEntry,

    /// <summary>The report is one for the other mode: a client must not declare a file complete whose bytes the gateway counts.</summary>
    WrongMode,

    /// <summary>The store threw: the root is gone. The silo's log says why.</summary>
    Crashed,

    /// <summary>That mount is not, or no longer, on this grain.</summary>
    NotMounted,
}
