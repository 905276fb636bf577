using System.Security.Claims;

namespace Musubi.Inspector.Stores;

/// <summary>Who uses the inspector.</summary>
internal static class Operator
{
    private const int MaxLength = 100;

    /// <summary>The name under which what an operator does is logged: of the authenticated user, else the address.</summary>
    public static string NameOf(Socket socket)
    {
        var connection = socket.ConnectInfo;
        string? Claim(string type) => connection.Claims.FirstOrDefault(claim => claim.Type == type)?.Value;
        var name = Claim(ClaimTypes.Name) ?? Claim(ClaimTypes.NameIdentifier) ?? $"somebody at {connection.PeerAddress ?? "an unknown address"}";

        // A name may be its user's own choice, and a log is read in terminals.
        return string.Concat(name.Where(static letter => !char.IsControl(letter)).Take(MaxLength));
    }
}
