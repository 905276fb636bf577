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

    [LoggerMessage(12, LogLevel.Debug, "Command '{Command}' of store {StoreId} was cancelled, because its client went.", EventName = "CommandAbandoned")]
    public static partial void CommandAbandoned(this ILogger log, string command, StoreId storeId);

    [LoggerMessage(13, LogLevel.Warning, "A root '{Module}' has {MaxWaitingMessages} messages waiting, which is its MusubiOptions.MaxWaitingMessages. What comes until it has handled them is dropped.", EventName = "MessagesDropped")]
    public static partial void MessagesDropped(this ILogger log, string module, int maxWaitingMessages);

    [LoggerMessage(14, LogLevel.Warning, "A root '{Module}' was given up: its gateway missed stream items or events that were dropped past MusubiOptions.MaxUndeliveredPatches ({MaxUndeliveredPatches}) or MaxUndeliveredBytes ({MaxUndeliveredBytes}). That gateway is of a build that does not say what it has.", EventName = "GivenUp")]
    public static partial void GivenUp(this ILogger log, string module, int maxUndeliveredPatches, int maxUndeliveredBytes);

    [LoggerMessage(15, LogLevel.Warning, "A root '{Module}' was given up: its gateway has not been heard of for MusubiOptions.OrphanAfter ({OrphanAfter}).", EventName = "Orphaned")]
    public static partial void Orphaned(this ILogger log, string module, TimeSpan orphanAfter);

    [LoggerMessage(3, LogLevel.Error, "A message of type {MessageType} crashed its root.", EventName = "InfoCrashed")]
    public static partial void InfoCrashed(this ILogger log, Exception exception, Type messageType);

    [LoggerMessage(4, LogLevel.Warning, "A root's Terminate failed ({Reason}).", EventName = "TerminateFailed")]
    public static partial void TerminateFailed(this ILogger log, Exception exception, TerminateReason reason);

    [LoggerMessage(5, LogLevel.Error, "Root '{Module}' crashed while coming back from another silo.", EventName = "ResumeCrashed")]
    public static partial void ResumeCrashed(this ILogger log, Exception exception, string module);

    [LoggerMessage(17, LogLevel.Error, "Root '{Module}' crashed when its client came back.", EventName = "AttachCrashed")]
    public static partial void AttachCrashed(this ILogger log, Exception exception, string module);

    [LoggerMessage(6, LogLevel.Error, "Task '{Task}' of a '{Module}' failed.", EventName = "AsyncThrew")]
    public static partial void AsyncThrew(this ILogger log, Exception exception, string task, string module);

    [LoggerMessage(7, LogLevel.Error, "HandleAsync of a '{Module}' failed for the task '{Task}'. Its store is as it was before.", EventName = "HandleAsyncThrew")]
    public static partial void HandleAsyncThrew(this ILogger log, Exception exception, string task, string module);

    [LoggerMessage(8, LogLevel.Error, "A task's or timer's message crashed its root ({Message}).", EventName = "MessageCrashed")]
    public static partial void MessageCrashed(this ILogger log, Exception exception, Type message);

    [LoggerMessage(9, LogLevel.Error, "New assigns for store {StoreId} crashed its root.", EventName = "UpdateCrashed")]
    public static partial void UpdateCrashed(this ILogger log, Exception exception, StoreId storeId);

    [LoggerMessage(10, LogLevel.Error, "An upload of store {StoreId} crashed its root.", EventName = "UploadCrashed")]
    public static partial void UploadCrashed(this ILogger log, Exception exception, StoreId storeId);

    [LoggerMessage(11, LogLevel.Warning, "An uploaded file could not be deleted. The sweep will.", EventName = "UploadDeleteFailed")]
    public static partial void UploadDeleteFailed(this ILogger log, Exception exception);

    [LoggerMessage(16, LogLevel.Warning, "A gateway did not say that it has ended a user's or a connection's sockets. It hears of it when it joins again, if it is still there.", EventName = "GatewayNotTold")]
    public static partial void GatewayNotTold(this ILogger log, Exception exception);

    [LoggerMessage(40, LogLevel.Warning, "{Records} records of durable roots were not written. They are written again.", EventName = "AppendFailed")]
    public static partial void AppendFailed(this ILogger log, Exception exception, int records);

    [LoggerMessage(41, LogLevel.Error, "{Records} records of durable roots could not be written for 5 seconds. Their roots are let go, and their clients are told to try again.", EventName = "AppendGivenUp")]
    public static partial void AppendGivenUp(this ILogger log, Exception exception, int records);

    [LoggerMessage(42, LogLevel.Error, "A durable root could not be read for 5 seconds. Its client is told to try again.", EventName = "LoadGivenUp")]
    public static partial void LoadGivenUp(this ILogger log, Exception exception);

    [LoggerMessage(43, LogLevel.Warning, "A durable root that has ended could not be removed from the storage. It is removed when its time is over.", EventName = "RootNotDeleted")]
    public static partial void RootNotDeleted(this ILogger log, Exception exception);

    [LoggerMessage(44, LogLevel.Warning, "A root '{Module}' was let go: another activation has taken it over.", EventName = "Fenced")]
    public static partial void Fenced(this ILogger log, string module);

    [LoggerMessage(45, LogLevel.Error, "The stored state of a root '{Module}' cannot be brought back, and was set aside under the key '{Key}'. Its page begins anew.", EventName = "SetAside")]
    public static partial void SetAside(this ILogger log, Exception? exception, string module, string key);

    [LoggerMessage(46, LogLevel.Error, "A root '{Module}' crashed while coming back from its storage. Its client tries again.", EventName = "LoadCrashed")]
    public static partial void LoadCrashed(this ILogger log, Exception exception, string module);

    [LoggerMessage(47, LogLevel.Warning, "Expired roots could not be removed from the storage. It is tried again later.", EventName = "ExpiryFailed")]
    public static partial void ExpiryFailed(this ILogger log, Exception exception);

    [LoggerMessage(48, LogLevel.Information, "{Count} roots were let go, because the cluster knows their gateway to be gone. Those whose clients can come back wait for them.", EventName = "GatewayGone")]
    public static partial void GatewayGone(this ILogger log, int count);
}
