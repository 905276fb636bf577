namespace Musubi.Inspector.Tests.Pages;

/// <summary>Keys that are held beside the stores, as an application may.</summary>
internal static class Secrets
{
    public static readonly Key<string> Token = new("token") { Redacted = true };
}
