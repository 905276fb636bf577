using Musubi.Diagnostics;

namespace Musubi.Gateway.Diagnostics;

/// <summary>Keys of tags. What the application declares may be a value, and members of closed sets; never what a client sends.</summary>
internal static class Tags
{
    /// <summary>The module of a root, once the application's socket knows it.</summary>
    public const string Root = TimedActivity.RootTag;

    /// <summary>The name of a command, once its store turned out to declare it.</summary>
    public const string Command = "musubi.command";

    public const string Outcome = TimedActivity.OutcomeTag;

    public const string Reason = "musubi.reason";

    /// <summary>Which of several kinds.</summary>
    public const string Kind = "musubi.kind";

    /// <summary>OpenTelemetry's own: <c>receive</c> or <c>transmit</c>.</summary>
    public const string Direction = "network.io.direction";
}
