namespace Musubi.Gateway.Sockets;

/// <summary>What came from a WebSocket.</summary>
internal enum Received
{
    Text,
    Binary,
    TooLarge,
    Close,
}
