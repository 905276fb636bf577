namespace Musubi.Testing;

/// <summary>An error that the page survived, and the silo would have logged.</summary>
/// <param name="Event">Its name, as in the silo's log: <c>AsyncThrew</c>, <c>HandleAsyncThrew</c>.</param>
/// <param name="Message">What the log says.</param>
/// <param name="Exception">What was thrown; null when nothing was.</param>
public sealed record LoggedError(string Event, string Message, Exception? Exception)
{
    /// <summary>The line as a log shows it.</summary>
    public override string ToString() => $"{Event}: {Message}{(Exception is null ? "" : Environment.NewLine)}{Exception}";
}
