using Microsoft.Extensions.Logging;

namespace Musubi.Testing.Hosting;

/// <summary>What the runtime logs of a page: kept, because an error that a page survives is still one. Filled from any thread.</summary>
internal sealed class PageLog : ILogger
{
    private const string TaskParameter = "Task";

    private readonly Lock _lock = new();
    private readonly List<(LoggedError Error, string? Task)> _errors = [];

    /// <summary>Whether the test provokes errors.</summary>
    public bool ErrorsAllowed { get; set; }

    public IReadOnlyList<LoggedError> Errors
    {
        get
        {
            lock (_lock)
            {
                return [.. _errors.Select(static entry => entry.Error)];
            }
        }
    }

    /// <summary>Forgets what a task's work came to, because the test says otherwise.</summary>
    public void Forget(string task)
    {
        lock (_lock)
        {
            _errors.RemoveAll(entry => entry.Task == task);
        }
    }

    /// <exception cref="ExpectationException">There are errors, and the test did not allow them.</exception>
    public void Verify()
    {
        if (!ErrorsAllowed && Errors is { Count: > 0 } errors)
        {
            throw new ExpectationException(
                $"Expected no errors in the page's log; got {errors.Count}. A test that provokes them calls {nameof(StorePage.AllowErrors)}.{Environment.NewLine}{string.Join(Environment.NewLine, errors)}",
                errors[0].Exception);
        }
    }

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    bool ILogger.IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var task = (state as IReadOnlyList<KeyValuePair<string, object?>>)?.FirstOrDefault(static parameter => parameter.Key == TaskParameter).Value as string;
        lock (_lock)
        {
            _errors.Add((new LoggedError(eventId.Name ?? "", formatter(state, exception), exception), task));
        }
    }
}
