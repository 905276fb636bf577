namespace Musubi;

/// <summary>Timers: messages that a store sends to its root's <c>HandleInfo</c> later.</summary>
public static class Timers
{
    /// <summary>Sends a message to the root's <c>HandleInfo</c> after a while, unless the store that asked is gone by then.</summary>
    /// <remarks>A timer is part of the store's state: a root that lives again elsewhere waits for the rest of the time, and one whose time has
    /// passed meanwhile gets its message at once.</remarks>
    /// <param name="socket">The node's socket.</param>
    /// <param name="delay">The time: zero to 45 days.</param>
    /// <param name="message">The message: data that Orleans can serialize.</param>
    /// <param name="name">A name to cancel it by; a timer of this store with the same name that has not fired is replaced.</param>
    public static Socket SendAfter(this Socket socket, TimeSpan delay, object message, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(socket);
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(delay, TimeSpan.FromDays(45));
        ArgumentNullException.ThrowIfNull(message);
        return socket.Ask(new TimerStart(name, delay, message));
    }

    /// <summary>Cancels a timer of this store; nothing happens when it has none of that name.</summary>
    public static Socket CancelTimer(this Socket socket, string name)
    {
        ArgumentNullException.ThrowIfNull(socket);
        ArgumentException.ThrowIfNullOrEmpty(name);
        return socket.Ask(new TimerCancel(name));
    }
}
