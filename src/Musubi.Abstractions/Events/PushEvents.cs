namespace Musubi;

/// <summary>Push events.</summary>
public static class PushEvents
{
    /// <summary>Pushes an event to the client with the next patch: once, and never again after a reconnect.</summary>
    /// <param name="socket">The node's socket; the client learns which store the event is from.</param>
    /// <param name="event">An event that the store declares.</param>
    /// <param name="payload">What it says.</param>
    public static Socket PushEvent<TPayload>(this Socket socket, PushEvent<TPayload> @event, TPayload payload)
        where TPayload : class
    {
        ArgumentNullException.ThrowIfNull(socket);
        ArgumentNullException.ThrowIfNull(@event);
        ArgumentNullException.ThrowIfNull(payload);
        return socket.Ask(new EventEffect(@event, payload));
    }
}
