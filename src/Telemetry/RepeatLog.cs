using Microsoft.Extensions.Logging;

namespace Musubi.Diagnostics;

/// <summary>What is logged of messages that are not.</summary>
internal static partial class RepeatLog
{
    [LoggerMessage(EventId = 18, EventName = "Repeated", Message = "{Count} more of message {Name} ({Id}) in the last minute: {Of}.")]
    public static partial void Repeated(this ILogger logger, LogLevel level, int count, string name, int id, string of);
}
