using Musubi.Grains.Commands;

namespace Musubi.Grains.Hooks;

/// <summary>The reply to a command that its user may not run. Source: docs/wire.md, "Commands": denials are ordinary replies.</summary>
internal sealed record Forbidden(bool Ok, string Reason)
{
    private static readonly Forbidden Unauthorized = new(false, "unauthorized");
    private static readonly Forbidden ByClaims = new(false, "forbidden");

    /// <summary>What to answer a user who does not have every claim that a command demands; null for one who does.</summary>
    public static Forbidden? Of(Command command, ConnectInfo user)
    {
        foreach (var claim in command.Claims)
        {
            if (!claim.IsMetBy(user))
            {
                return user.Claims.IsEmpty ? Unauthorized : ByClaims;
            }
        }

        return null;
    }
}
