namespace Musubi.Conformance.Host.Stores;

/// <summary>Says something to its client, and changes nothing.</summary>
[StoreName("Musubi.WireCapture.Stores.EventRootStore")]
public sealed class EventRootStore : RootStore<EventRootStore.State>
{
    /// <summary>What it says.</summary>
    public static readonly PushEvent<Message> Toast = new("toast");

    /// <inheritdoc/>
    public override State Render(Socket socket) => new("events");

    /// <summary>Says it.</summary>
    [Command]
    public Socket Notify(string msg, Socket socket) => socket.PushEvent(Toast, new Message(msg));

    /// <summary>What clients see.</summary>
    public sealed record State(string Title);

    /// <summary>The event's payload.</summary>
    public sealed record Message(string Msg);
}
