namespace Musubi.Diagnostics;

/// <summary>An exception as it is logged when its message holds what no log should: applications put a client's words into their messages, as what was not found or is not allowed.</summary>
internal sealed class LoggedException : Exception
{
    private readonly Exception _thrown;

    private LoggedException(Exception thrown)
        : base(LogText.Clean(thrown.Message), Of(thrown.InnerException)) => _thrown = thrown;

    public override string? StackTrace => _thrown.StackTrace;

    /// <summary>The exception itself, unless a message in it has to be cleaned.</summary>
    public static Exception? Of(Exception? thrown) => IsClean(thrown) ? thrown : new LoggedException(thrown!);

    /// <summary>As any exception writes itself, under the name of the one that was thrown.</summary>
    public override string ToString()
    {
        var inner = InnerException is null ? "" : $"{Environment.NewLine} ---> {InnerException}{Environment.NewLine}   --- End of inner exception stack trace ---";
        var stack = StackTrace is null ? "" : Environment.NewLine + StackTrace;
        return $"{_thrown.GetType()}: {Message}{inner}{stack}";
    }

    private static bool IsClean(Exception? thrown) => thrown switch
    {
        null => true,
        AggregateException several => !several.Message.Any(LogText.Misleads) && several.InnerExceptions.All(IsClean),
        _ => !thrown.Message.Any(LogText.Misleads) && IsClean(thrown.InnerException),
    };
}
