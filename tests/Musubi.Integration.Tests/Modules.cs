namespace Musubi.Integration.Tests;

/// <summary>The wire modules of the conformance host.</summary>
internal static class Modules
{
    public const string Alpha = Prefix + "AlphaRootStore";
    public const string Async = Prefix + "AsyncRootStore";
    public const string Beta = Prefix + "BetaRootStore";
    public const string Busy = Prefix + "BusyRootStore";
    public const string ChannelUpload = Prefix + "ChannelUploadRootStore";
    public const string Child = Prefix + "ChildStore";
    public const string Crash = Prefix + "CrashRootStore";
    public const string Durable = Prefix + "DurableRootStore";
    public const string Event = Prefix + "EventRootStore";
    public const string Hook = Prefix + "HookRootStore";
    public const string Meta = Prefix + "MetaRootStore";
    public const string Stream = Prefix + "StreamRootStore";
    public const string Toggle = Prefix + "ToggleRootStore";
    public const string Topic = Prefix + "TopicRootStore";
    public const string Tree = Prefix + "TreeRootStore";
    public const string Upload = Prefix + "UploadRootStore";

    private const string Prefix = "Musubi.WireCapture.Stores.";
}
