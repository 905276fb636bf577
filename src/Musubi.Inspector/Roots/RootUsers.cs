using System.Collections.Immutable;
using System.Security.Claims;
using Microsoft.Extensions.DependencyInjection;
using Musubi.Grains.Hosting;
using Musubi.Grains.Nodes;

namespace Musubi.Inspector.Roots;

/// <summary>Whose a root is. A root does not know: it is asked of the application's socket, which said it when its client connected, with the assigns that it made then.</summary>
/// <remarks>Where the socket cannot be made in a silo, because its constructor wants what only a gateway has, the claims of the connection have to do.</remarks>
internal sealed class RootUsers(IEnumerable<DeclaredSocket> declared, IServiceProvider services)
{
    private readonly Lazy<ImmutableArray<MusubiSocket>> _sockets = new(() => [.. declared.Select(socket => Make(socket, services)).OfType<MusubiSocket>()]);

    /// <summary>The user as the application names them; null for nobody.</summary>
    public string? Of(StoreNode root)
    {
        foreach (var socket in _sockets.Value)
        {
            if (socket.FetchRootByModule(root.Definition.Name, out _) && Ask(socket, root.Socket) is { Length: > 0 } user)
            {
                return user;
            }
        }

        return root.Socket.ConnectInfo.Claims.FirstOrDefault(static claim => claim.Type == ClaimTypes.NameIdentifier)?.Value;
    }

    private static string? Ask(MusubiSocket socket, Socket root)
    {
        try
        {
            return socket.SubjectOf(root);
        }
        catch (Exception)
        {
            // The root has let go of what it would be known by.
            return null;
        }
    }

    private static MusubiSocket? Make(DeclaredSocket declared, IServiceProvider services)
    {
        try
        {
            return (MusubiSocket)ActivatorUtilities.CreateInstance(services, declared.Socket);
        }
        catch (Exception)
        {
            return null;
        }
    }
}
