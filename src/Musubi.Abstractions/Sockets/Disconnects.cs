using Musubi.Protocol;

namespace Musubi;

/// <summary>Ends sockets on every gateway, from anywhere in the cluster: an endpoint that signs a user out, a store, a grain, a process with an Orleans client.</summary>
public static class Disconnects
{
    /// <summary>Ends all sockets of one user, on every gateway: at sign-out, or when somebody loses their rights.</summary>
    /// <param name="grains">The grain factory of a store, a grain, or an Orleans client.</param>
    /// <param name="subject">The user, as <see cref="MusubiSocket.SubjectOf"/> names them; compared ordinally.</param>
    /// <returns>Completes when the gateways have ended the user's sockets: nothing that these send is heard any more, and what they sent before and has not begun does not run.
    /// A gateway that does not answer within two seconds is not waited for; it hears of it within five seconds of being reachable again.</returns>
    /// <remarks>The close code is 1001, and clients connect again, so what they connect with must be good no longer: sign out first. For five seconds gateways
    /// answer that user's connects with 503, unless their authentication ticket was issued later, so that a browser that comes back before it has heard that its cookie is gone is not let in. A socket that is
    /// just connecting ends as well, however long that takes.</remarks>
    public static ValueTask DisconnectUserAsync(this IGrainFactory grains, string subject)
    {
        ArgumentNullException.ThrowIfNull(grains);
        ArgumentException.ThrowIfNullOrEmpty(subject);
        return grains.GetGrain<IDisconnectGrain>(0).Disconnect(new DisconnectRequest(subject, null));
    }

    /// <summary>Ends one connection's socket, whichever gateway it is on.</summary>
    /// <param name="grains">The grain factory of a store, a grain, or an Orleans client.</param>
    /// <param name="connection">The connection, which every store on it knows as <c>socket.Root.Connection</c>.</param>
    /// <returns>Completes as <see cref="DisconnectUserAsync"/> does; nothing happens when the connection is no more.</returns>
    /// <remarks>The close code is 1001, and the client may connect again at once.</remarks>
    public static ValueTask DisconnectConnectionAsync(this IGrainFactory grains, string connection)
    {
        ArgumentNullException.ThrowIfNull(grains);
        ArgumentException.ThrowIfNullOrEmpty(connection);
        return grains.GetGrain<IDisconnectGrain>(0).Disconnect(new DisconnectRequest(null, connection));
    }
}
