using Musubi.Gateway.Wire;

namespace Musubi.Gateway.Channels;

/// <summary>One joined topic, as its socket's table knows it.</summary>
internal interface IChannel : IRoomWaiter
{
    ChannelLife Life { get; }

    /// <summary>Begins the join. Under the lock; what takes time runs on another thread.</summary>
    void Start(Frame join);

    /// <summary>Takes a frame from the read loop.</summary>
    /// <returns>Completes when the frame's memory may be used again; that takes time only when too much waits for this channel.</returns>
    ValueTask ReceiveAsync(Frame frame);

    /// <summary>Leaves: the reply and <c>phx_close</c> follow when what was sent before has run. A join in progress is called off.</summary>
    void Leave(string? @ref);

    /// <summary>Gives way to another join of the same topic. Under the lock.</summary>
    /// <returns>Whether its <c>phx_close</c> is to follow the other's reply.</returns>
    bool Replace();

    /// <summary>Ends with the socket. Under the lock.</summary>
    /// <returns>Completes when nothing of the channel is left.</returns>
    Task DisconnectAsync();

    /// <summary>Lets go of what it holds, now that its life is over. Under the lock, once.</summary>
    void OnClosed();
}
