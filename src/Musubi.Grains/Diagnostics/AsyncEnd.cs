namespace Musubi.Grains.Diagnostics;

/// <summary>How work off the root's turn ended; each ends once.</summary>
internal enum AsyncEnd
{
    /// <summary>Its result was taken.</summary>
    Ok,

    /// <summary>It threw, gave an error, or gave what could not be taken.</summary>
    Failed,

    /// <summary>The store cancelled it.</summary>
    Cancelled,

    /// <summary>It took longer than it was given.</summary>
    TimedOut,

    /// <summary>Its result came when nobody waited for it any more: the name was given to other work, or the store is gone.</summary>
    Discarded,
}
