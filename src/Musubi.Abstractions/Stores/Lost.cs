namespace Musubi;

/// <summary>What a client that came back does not have, and its root cannot send again: see <see cref="Store.Resumed"/>.</summary>
[Flags]
public enum Lost
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Items of streams. A client keeps what it had, unless the page was loaded anew.</summary>
    Streams = 1,

    /// <summary>Events.</summary>
    Events = 2,
}
