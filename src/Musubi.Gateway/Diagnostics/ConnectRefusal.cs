namespace Musubi.Gateway.Diagnostics;

/// <summary>Why a request for a socket got none.</summary>
internal enum ConnectRefusal
{
    /// <summary>It asks for another version of the protocol.</summary>
    Version,

    Origin,

    /// <summary>The process has all the connections it takes, or stops.</summary>
    Full,

    Token,

    Params,

    NotWebSocket,

    /// <summary>The application's <c>HandleConnect</c> said no.</summary>
    Denied,

    /// <summary>The user was disconnected a moment ago, and comes with what they had.</summary>
    Disconnected,

    /// <summary>The application's <c>HandleConnect</c> threw, or the session could not be loaded.</summary>
    Failed,
}
