using Microsoft.Extensions.Logging;

namespace Musubi.TestKit.Logs;

/// <summary>One line of a server's log.</summary>
public sealed record LogLine(LogLevel Level, string Category, int EventId, string Message, string? Exception)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Level} {Category}[{EventId}] {Message} {Exception}";
}
