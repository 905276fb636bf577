using Microsoft.Extensions.Logging;

namespace Musubi.Grains.Diagnostics;

/// <summary>What the silo logs, with ids that stay.</summary>
internal static partial class GrainLog
{
    [LoggerMessage(1, LogLevel.Error, "Root '{Module}' crashed while mounting.", EventName = "MountCrashed")]
    public static partial void MountCrashed(this ILogger log, Exception exception, string module);

    // The name is declared and the id is the tree's own by the time either can crash, so neither is a client's free text.
    [LoggerMessage(2, LogLevel.Error, "Command '{Command}' of store {StoreId} crashed its root.", EventName = "CommandCrashed")]
    public static partial void CommandCrashed(this ILogger log, Exception exception, string command, StoreId storeId);

    [LoggerMessage(3, LogLevel.Error, "A message of type {MessageType} crashed its root.", EventName = "InfoCrashed")]
    public static partial void InfoCrashed(this ILogger log, Exception exception, Type messageType);

    [LoggerMessage(4, LogLevel.Warning, "A root's Terminate failed ({Reason}).", EventName = "TerminateFailed")]
    public static partial void TerminateFailed(this ILogger log, Exception exception, TerminateReason reason);

    [LoggerMessage(5, LogLevel.Error, "Root '{Module}' crashed while coming back from another silo.", EventName = "ResumeCrashed")]
    public static partial void ResumeCrashed(this ILogger log, Exception exception, string module);
}
