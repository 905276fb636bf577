namespace Musubi.Gateway.Channels;

/// <summary>What holds something back while the socket has no room.</summary>
internal interface IResumable
{
    /// <summary>Goes on after the socket had no room.</summary>
    void Resume();
}
