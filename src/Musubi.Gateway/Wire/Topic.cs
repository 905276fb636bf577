namespace Musubi.Gateway.Wire;

/// <summary>The topics that lead somewhere. Source: WIRE.md, sections 1 and 2.</summary>
internal static class Topic
{
    /// <summary>Heartbeats; never joined.</summary>
    public const string Phoenix = "phoenix";

    /// <summary>One channel for all roots of a connection.</summary>
    public const string Connection = "musubi:connection";

    private const string RootPrefix = Connection + ":";

    /// <summary>Whether the topic is a channel of one root. What follows the prefix only tells one such
    /// channel from another: the join's payload names the root.</summary>
    public static bool IsRoot(string topic) => topic.StartsWith(RootPrefix, StringComparison.Ordinal);
}
