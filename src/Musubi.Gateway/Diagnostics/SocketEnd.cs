namespace Musubi.Gateway.Diagnostics;

/// <summary>Why a socket ended.</summary>
internal enum SocketEnd
{
    /// <summary>The client closed it.</summary>
    Client,

    Malformed,

    TooLarge,

    /// <summary>The client sent too many frames that bring nothing.</summary>
    EmptyFrames,

    /// <summary>Nothing was heard of the client.</summary>
    Silent,

    /// <summary>The server wanted the client gone.</summary>
    Disconnected,

    /// <summary>The ticket that the client connected with expired.</summary>
    AuthenticationExpired,

    /// <summary>The process stops.</summary>
    Restart,

    SlowReader,

    /// <summary>The connection broke.</summary>
    Lost,

    /// <summary>A bug of ours.</summary>
    Failed,
}
