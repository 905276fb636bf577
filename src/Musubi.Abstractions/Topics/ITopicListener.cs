namespace Musubi;

/// <summary>Where a root is mounted: what it subscribes to in a callback counts from then on, and not only when the callback has returned.</summary>
internal interface ITopicListener
{
    /// <summary>Listens to a topic for the rest of the running callback. What the callback returns decides whether the root stays subscribed.</summary>
    /// <remarks>Messages wait until the callback has returned. Safe to call from any thread: a callback may have left its grain's scheduler.</remarks>
    void Listen(string topic);
}
