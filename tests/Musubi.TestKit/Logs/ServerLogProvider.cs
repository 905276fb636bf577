using Microsoft.Extensions.Logging;

namespace Musubi.TestKit.Logs;

/// <summary>Feeds the log of a server in this process into a <see cref="ServerLog"/>.</summary>
public sealed class ServerLogProvider(ServerLog log) : ILoggerProvider
{
    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new Logger(log, categoryName);

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private sealed class Logger(ServerLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            log.Add(new LogLine(logLevel, category, eventId.Id, formatter(state, exception), exception?.ToString()));
    }
}
