using Musubi.Diagnostics;

namespace Musubi.Grains.Diagnostics;

/// <summary>Keys of tags. What the application declares may be a value, and members of closed sets; never what a client sends.</summary>
internal static class Tags
{
    /// <summary>The module of the mounted root.</summary>
    public const string Root = TimedActivity.RootTag;

    /// <summary>The module of a store, somewhere in a root's tree.</summary>
    public const string Module = "musubi.module";

    /// <summary>The name of a declared command.</summary>
    public const string Command = "musubi.command";

    public const string Outcome = TimedActivity.OutcomeTag;

    public const string Reason = "musubi.reason";

    /// <summary>Which of several kinds.</summary>
    public const string Kind = "musubi.kind";
}
