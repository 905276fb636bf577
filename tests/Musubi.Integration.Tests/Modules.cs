namespace Musubi.Integration.Tests;

/// <summary>The wire modules of the conformance host.</summary>
internal static class Modules
{
    public const string Alpha = Prefix + "AlphaRootStore";
    public const string Beta = Prefix + "BetaRootStore";
    public const string Child = Prefix + "ChildStore";
    public const string Crash = Prefix + "CrashRootStore";
    public const string Meta = Prefix + "MetaRootStore";
    public const string Toggle = Prefix + "ToggleRootStore";
    public const string Topic = Prefix + "TopicRootStore";
    public const string Tree = Prefix + "TreeRootStore";

    private const string Prefix = "Musubi.WireCapture.Stores.";
}
