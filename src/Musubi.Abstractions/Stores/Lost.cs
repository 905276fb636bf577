namespace Musubi;

/// <summary>What a client that came back does not have and its root cannot send again, or what a root that came back from its storage did not hear: see <see cref="Store.Resumed"/>.</summary>
[Flags]
public enum Lost
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Items of streams. A client keeps what it had, unless the page was loaded anew.</summary>
    Streams = 1,

    /// <summary>Events.</summary>
    Events = 2,

    /// <summary>Messages of topics that the root subscribes: it is durable, came back from its storage, and what was published while it was in no silo's memory is not kept.</summary>
    Messages = 4,
}
