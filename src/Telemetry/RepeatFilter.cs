using Microsoft.Extensions.Logging;

namespace Musubi.Diagnostics;

/// <summary>Has a failure of one kind logged once in a minute, with its stack and without what no log should hold, and counts the others of that minute.</summary>
/// <remarks>A lost silo fails for every page, and a broken client many times a second. A kind is a message, the type of its exception, and what it names that tells one cause from
/// another. Only warnings and errors are looked at; a kind that a minute has passed without is new again.</remarks>
/// <param name="clock">The clock.</param>
/// <param name="tellsApart">Which of the values that messages name tell kinds apart.</param>
internal sealed class RepeatFilter(TimeProvider clock, Func<string, bool> tellsApart)
{
    /// <summary>Kinds that are told apart at a time. Whatever comes beyond them is counted together, by message.</summary>
    internal const int MaxKinds = 1_000;

    private const string Others = "others";

    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    // Also locked, since what is logged is rare.
    private readonly Dictionary<(int Event, string Of), Repeats> _kinds = [];

    // The message itself is among its values, and is no value.
    private bool TellsApart(string name) => name != "{OriginalFormat}" && tellsApart(name);

    /// <summary>The same log, filtered.</summary>
    public ILogger Over(ILogger logger) => new FilteredLogger(this, logger);

    /// <summary>Says how often each kind was repeated whose minute is over.</summary>
    public void Sweep(long now)
    {
        List<(Repeats Kind, string Of, int Count)>? repeated = null;
        lock (_kinds)
        {
            foreach (var (key, kind) in _kinds)
            {
                if (clock.GetElapsedTime(kind.Since, now) < Period)
                {
                    continue;
                }

                if (kind.Count == 0)
                {
                    _kinds.Remove(key);
                    continue;
                }

                (repeated ??= []).Add((kind, key.Of, kind.Count));
                kind.Since = now;
                kind.Count = 0;
            }
        }

        foreach (var (kind, of, count) in repeated ?? [])
        {
            kind.Logger.Repeated(kind.Level, count, kind.Event.Name ?? "", kind.Event.Id, of);
        }
    }

    private bool IsNew(ILogger logger, LogLevel level, EventId eventId, string of)
    {
        lock (_kinds)
        {
            if (!_kinds.TryGetValue((eventId.Id, of), out var kind) && _kinds.Count >= MaxKinds)
            {
                of = Others;
                _kinds.TryGetValue((eventId.Id, of), out kind);
            }

            if (kind is not null)
            {
                kind.Count++;
                return false;
            }

            _kinds.Add((eventId.Id, of), new Repeats(logger, level, eventId) { Since = clock.GetTimestamp() });
            return true;
        }
    }

    private sealed class Repeats(ILogger logger, LogLevel level, EventId eventId)
    {
        public ILogger Logger => logger;

        public LogLevel Level => level;

        public EventId Event => eventId;

        public long Since { get; set; }

        /// <summary>How often it came again since.</summary>
        public int Count { get; set; }
    }

    private sealed class FilteredLogger(RepeatFilter filter, ILogger logger) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => logger.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => logger.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var logged = LoggedException.Of(exception);
            if (logLevel < LogLevel.Warning || KindOf(state, exception) is not { } of || filter.IsNew(logger, logLevel, eventId, of))
            {
                logger.Log(logLevel, eventId, state, logged, formatter);
            }
        }

        private string? KindOf<TState>(TState state, Exception? exception)
        {
            var named = state as IReadOnlyList<KeyValuePair<string, object?>> ?? [];
            var kind = string.Join(' ', named.Where(value => filter.TellsApart(value.Key)).Select(static value => value.Value?.ToString()).Prepend(exception?.GetType().Name).Where(static part => part is not null));
            return kind.Length == 0 ? null : kind;
        }
    }
}
