namespace Musubi.Gateway.Diagnostics;

/// <summary>Why a channel ended; for one that is still joining, how its join did.</summary>
internal enum ChannelEnd
{
    /// <summary>The client left.</summary>
    Left,

    /// <summary>The client joined the same topic again.</summary>
    Replaced,

    /// <summary>The join was answered with an error.</summary>
    Refused,

    /// <summary>A root of it was lost.</summary>
    Crashed,

    /// <summary>Its root is another socket's now.</summary>
    TakenOver,

    /// <summary>The socket ended.</summary>
    Disconnected,

    /// <summary>An upload's: all of the file came.</summary>
    Complete,

    /// <summary>An upload's: the file was too large, came too slowly, or could not be written.</summary>
    Failed,

    /// <summary>An upload's: the file was cancelled, or its root ended.</summary>
    Cancelled,
}
