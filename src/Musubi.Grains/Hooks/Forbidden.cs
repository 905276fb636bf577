namespace Musubi.Grains.Hooks;

/// <summary>The reply to a command that its user may not run. Source: WIRE.md, "Commands": denials are ordinary replies.</summary>
internal sealed record Forbidden(bool Ok, string Reason)
{
    /// <summary>Nobody is signed in.</summary>
    public static readonly Forbidden Unauthorized = new(false, "unauthorized");

    /// <summary>Somebody else may.</summary>
    public static readonly Forbidden ByClaims = new(false, "forbidden");
}
