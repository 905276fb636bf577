namespace Musubi.Gateway.Channels;

/// <summary>What holds something back while the socket has no room.</summary>
internal interface IRoomWaiter
{
    /// <summary>Goes on, now that the socket has room again.</summary>
    void OnRoomAvailable();
}
