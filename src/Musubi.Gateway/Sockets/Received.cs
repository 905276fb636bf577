namespace Musubi.Gateway.Sockets;

/// <summary>What came from a WebSocket.</summary>
internal enum Received
{
    Text,
    Binary,

    /// <summary>The beginning of a message that is longer than its kind may be.</summary>
    TooLarge,

    /// <summary>A message that was too large, to its end.</summary>
    Skipped,

    Close,
}
