namespace Musubi.Gateway.Channels;

/// <summary>Where a channel is in its life.</summary>
internal enum ChannelState
{
    /// <summary>The application and the silo decide whether the client may join.</summary>
    Joining,

    Joined,

    /// <summary>The client has left; what it sent before is still being handled.</summary>
    Leaving,

    /// <summary>Nothing more is written.</summary>
    Closed,
}
