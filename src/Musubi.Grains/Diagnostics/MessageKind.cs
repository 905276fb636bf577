namespace Musubi.Grains.Diagnostics;

/// <summary>Where a message for a root comes from.</summary>
internal enum MessageKind
{
    /// <summary>Published to a topic that the root subscribes to.</summary>
    Topic,

    /// <summary>Sent by the root to itself, for later.</summary>
    Timer,

    /// <summary>What a task of the root came to.</summary>
    Async,

    /// <summary>A report on an uploaded file, or the announcement of one.</summary>
    Upload,

    /// <summary>New assigns for one of its stores.</summary>
    Update,
}
