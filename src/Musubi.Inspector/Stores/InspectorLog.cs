using Microsoft.Extensions.Logging;

namespace Musubi.Inspector.Stores;

/// <summary>What operators did, with ids that stay.</summary>
internal static partial class InspectorLog
{
    [LoggerMessage(1, LogLevel.Information, "Operator '{Operator}' disconnects the socket {Socket}, which has a root '{Module}'.", EventName = "Disconnected")]
    public static partial void Disconnected(this ILogger log, string @operator, string module, string socket);

    [LoggerMessage(2, LogLevel.Information, "Operator '{Operator}' unmounts a root '{Module}' of the socket {Socket}.", EventName = "Unmounted")]
    public static partial void Unmounted(this ILogger log, string @operator, string module, string socket);
}
