using Microsoft.Extensions.Logging;
using Musubi.Diagnostics;

namespace Musubi.Gateway.Diagnostics;

/// <summary>Every message that the gateway logs. Ids and names are fixed; no message holds a payload, a param or a token, and what a client named is cleaned.</summary>
internal static partial class GatewayLog
{
    /// <summary>What messages call the address of a client.</summary>
    public const string Peer = "Peer";

    [LoggerMessage(1, LogLevel.Information, "Connect refused: {Why}.")]
    public static partial void ConnectRefused(this ILogger logger, string why);

    [LoggerMessage(2, LogLevel.Error, "HandleConnect or SubjectOf threw.")]
    public static partial void HandleConnectThrew(this ILogger logger, Exception exception);

    [LoggerMessage(3, LogLevel.Error, "HandleJoin threw for topic '{Topic}' on socket {Connection}.")]
    public static partial void HandleJoinThrew(this ILogger logger, LogText topic, string connection, Exception exception);

    [LoggerMessage(4, LogLevel.Error, "The session could not be loaded.")]
    public static partial void SessionLoadFailed(this ILogger logger, Exception exception);

    [LoggerMessage(10, LogLevel.Debug, "Socket {Connection} closed with {Code}: {Reason}.")]
    public static partial void SocketClosed(this ILogger logger, string connection, int code, string reason);

    [LoggerMessage(11, LogLevel.Warning, "Socket {Connection} of {Peer} cut: its client reads too slowly.")]
    public static partial void SlowReaderCut(this ILogger logger, string connection, string peer);

    [LoggerMessage(12, LogLevel.Debug, "Socket {Connection} lost.")]
    public static partial void SocketLost(this ILogger logger, string connection, Exception exception);

    [LoggerMessage(13, LogLevel.Error, "The read loop of socket {Connection} failed.")]
    public static partial void SocketFailed(this ILogger logger, string connection, Exception exception);

    [LoggerMessage(14, LogLevel.Error, "The sweep over sockets and roots failed.")]
    public static partial void SweepFailed(this ILogger logger, Exception exception);

    [LoggerMessage(15, LogLevel.Information, "Socket {Connection} ended with 1001: the authentication that its client connected with has expired.")]
    public static partial void AuthenticationExpired(this ILogger logger, string connection);

    [LoggerMessage(16, LogLevel.Warning, "Socket {Connection} of {Peer} closed with {Code} over what its client sent: {Reason}.")]
    public static partial void ClosedOverFrame(this ILogger logger, string connection, string peer, int code, string reason);

    [LoggerMessage(17, LogLevel.Warning, "Socket {Connection} of {Peer} closed: its client broke the WebSocket protocol, or sent text that is no UTF-8.")]
    public static partial void ProtocolBroken(this ILogger logger, string connection, string peer);

    [LoggerMessage(35, LogLevel.Information, "A user was disconnected: {Count} of this process' sockets ended with 1001.")]
    public static partial void UserDisconnected(this ILogger logger, int count);

    [LoggerMessage(36, LogLevel.Warning, "This gateway could not ask which users were disconnected. Their sockets stay open until it can, which it tries every five seconds.")]
    public static partial void DisconnectsNotHeard(this ILogger logger, Exception exception);

    [LoggerMessage(20, LogLevel.Warning, "Mounting {Root} on socket {Connection} failed: its silo could not be reached, or did not answer.")]
    public static partial void MountFailed(this ILogger logger, LogText root, string connection, Exception exception);

    [LoggerMessage(21, LogLevel.Warning, "A command or a report on an upload for {Root} on socket {Connection} got no answer from its silo.")]
    public static partial void CommandFailed(this ILogger logger, LogText root, string connection, Exception exception);

    [LoggerMessage(22, LogLevel.Warning, "A sync of {Root} on socket {Connection} got no answer from its silo; it will be tried again.")]
    public static partial void SyncFailed(this ILogger logger, LogText root, string connection, Exception exception);

    [LoggerMessage(23, LogLevel.Debug, "Unmounting {Root} on socket {Connection} got no answer from its silo, which will see by itself that nobody asks for it.")]
    public static partial void UnmountFailed(this ILogger logger, LogText root, string connection, Exception exception);

    [LoggerMessage(24, LogLevel.Information, "{Root} on socket {Connection} is gone from its silo; its client is told to join again.")]
    public static partial void RootLost(this ILogger logger, LogText root, string connection);

    [LoggerMessage(25, LogLevel.Debug, "Patches of {Root} on socket {Connection} after version {Delivered} are missing; fetching them.")]
    public static partial void RepairStarted(this ILogger logger, LogText root, string connection, long delivered);

    [LoggerMessage(26, LogLevel.Error, "A call to {Root} on socket {Connection} failed in a way that only a bug explains.")]
    public static partial void RootCallFailed(this ILogger logger, LogText root, string connection, Exception exception);

    [LoggerMessage(27, LogLevel.Error, "The channel of topic '{Topic}' on socket {Connection} failed.")]
    public static partial void ChannelFailed(this ILogger logger, LogText topic, string connection, Exception exception);

    [LoggerMessage(38, LogLevel.Error, "Draining the sockets of this process failed; the host ends them.")]
    public static partial void DrainFailed(this ILogger logger, Exception exception);

    [LoggerMessage(37, LogLevel.Error, "{Root} on socket {Connection} was not mounted: what HandleConnect or HandleJoin assigned, or put into the session, cannot be serialized. Expected plain data, or a type with [GenerateSerializer].")]
    public static partial void AssignsNotSerializable(this ILogger logger, LogText root, string connection, Exception exception);

    [LoggerMessage(30, LogLevel.Warning, "{Root} allows chunks of {ChunkSize} bytes to its upload {Upload}. Sockets take binary frames of {MaxBinaryFrameBytes} bytes, and will refuse such a chunk.")]
    public static partial void ChunksTooLarge(this ILogger logger, LogText root, string upload, int chunkSize, int maxBinaryFrameBytes);

    [LoggerMessage(31, LogLevel.Error, "A file that socket {Connection} uploads could not be written.")]
    public static partial void UploadNotWritten(this ILogger logger, string connection, Exception exception);

    [LoggerMessage(32, LogLevel.Warning, "Uploaded files could not be deleted; that will be tried again.")]
    public static partial void UploadNotDeleted(this ILogger logger, Exception exception);

    [LoggerMessage(33, LogLevel.Warning, "Keeping or sweeping uploaded files failed; that will be tried again.")]
    public static partial void UploadHousekeepingFailed(this ILogger logger, Exception exception);

    [LoggerMessage(34, LogLevel.Information, "Deleted {Count} uploaded files that other gateways had left behind.")]
    public static partial void UploadsSwept(this ILogger logger, int count);
}
