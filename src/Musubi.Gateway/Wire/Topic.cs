namespace Musubi.Gateway.Wire;

/// <summary>The topics that lead somewhere. Source: docs/wire.md, sections 1, 2 and 6.</summary>
internal static class Topic
{
    /// <summary>Heartbeats; never joined.</summary>
    public const string Phoenix = "phoenix";

    /// <summary>One channel for all roots of a connection.</summary>
    public const string Connection = "musubi:connection";

    private const string RootPrefix = Connection + ":";
    private const string UploadPrefix = "musubi_upload:";

    /// <summary>Whether the topic is a channel of one root. What follows the prefix only tells one such
    /// channel from another: the join's payload names the root.</summary>
    public static bool IsRoot(string topic) => topic.StartsWith(RootPrefix, StringComparison.Ordinal);

    /// <summary>Whether the topic is a channel of one upload.</summary>
    public static bool IsUpload(string topic) => topic.StartsWith(UploadPrefix, StringComparison.Ordinal);

    /// <summary>The entry that such a topic is for.</summary>
    public static string EntryRefOf(string uploadTopic) => uploadTopic[UploadPrefix.Length..];
}
