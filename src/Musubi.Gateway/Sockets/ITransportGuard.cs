using Musubi.Gateway.Wire;

namespace Musubi.Gateway.Sockets;

/// <summary>Whoever ends a socket over what comes below its WebSocket, and says how much of that may come.</summary>
internal interface ITransportGuard
{
    /// <summary>Cancelled when the client has gone.</summary>
    CancellationToken Gone { get; }

    /// <summary>Counts a frame that brings nothing.</summary>
    /// <returns>Whether it may come.</returns>
    bool TakeEmptyFrame();

    /// <summary>Ends the socket. What was read last is not handed on, and neither is what follows.</summary>
    void Close(CloseReason reason);
}
