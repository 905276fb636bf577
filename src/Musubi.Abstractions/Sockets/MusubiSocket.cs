using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Security.Claims;

namespace Musubi;

/// <summary>The application's socket: which roots clients may mount, and who may connect and join.</summary>
/// <remarks>Declare each root with <see cref="RootAttribute{TStore}"/>. One instance serves every connection, so it takes
/// services by its constructor and keeps no state. Both callbacks run in the gateway; what they assign reaches every
/// root mounted on the connection.</remarks>
/// <example><code>
/// [Root&lt;DashboardStore&gt;]
/// [Root&lt;PollRoomStore&gt;]
/// public sealed class UserSocket : MusubiSocket
/// {
///     public override ValueTask&lt;SocketResult&gt; HandleConnect(Params connectParams, Socket socket) =>
///         connectParams.TryGet&lt;string&gt;("token", out var token) ? Ok(socket.Assign("token", token)) : Error();
/// }
/// </code></example>
public abstract class MusubiSocket
{
    private readonly Dictionary<string, Type> _roots;

    /// <summary>Reads the declared roots.</summary>
    /// <exception cref="InvalidOperationException">None is declared, or two share a wire module.</exception>
    protected MusubiSocket() => _roots = ReadRoots(GetType());

    /// <summary>The declared root stores.</summary>
    public IReadOnlyCollection<Type> Roots => _roots.Values;

    /// <summary>Runs once when a client's socket connects, before the upgrade: authenticate, and assign what every root should see.</summary>
    /// <param name="connectParams">The query's parameters.</param>
    /// <param name="socket">A socket with the session and connect_info.</param>
    /// <returns>Any error answers the connect with HTTP 403.</returns>
    public virtual ValueTask<SocketResult> HandleConnect(Params connectParams, Socket socket) => Ok(socket);

    /// <summary>Runs at each join: decide on the scope, such as a workspace or a tenant.</summary>
    /// <param name="joinParams">The join's payload without the root's module and id, which are checked afterwards, at mount.</param>
    /// <param name="socket">The socket as <see cref="HandleConnect"/> left it.</param>
    public virtual ValueTask<SocketResult> HandleJoin(Params joinParams, Socket socket) => Ok(socket);

    /// <summary>Who the client is: whose sockets end together when the user is disconnected. Asked once, after <see cref="HandleConnect"/>.</summary>
    /// <param name="socket">The socket as <see cref="HandleConnect"/> left it.</param>
    /// <returns>The user's id, the same on every device and unique among all users of the cluster; null or empty for a client that is nobody. By default
    /// the authenticated user's first claim of the type <see cref="ClaimTypes.NameIdentifier"/>. Override it where <see cref="HandleConnect"/> finds out who the user is, or where a
    /// tenant belongs to the id. An exception answers the connect with HTTP 500.</returns>
    public virtual string? SubjectOf(Socket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        return socket.ConnectInfo.Claims.FirstOrDefault(static claim => claim.Type == ClaimTypes.NameIdentifier)?.Value;
    }

    /// <summary>Finds a declared root by the client's module string. Strings are compared; input never becomes a type.</summary>
    public bool FetchRootByModule(string module, [NotNullWhen(true)] out Type? root) => _roots.TryGetValue(module, out root);

    /// <summary>Goes on with this socket.</summary>
    protected static SocketResult Ok(Socket socket) => SocketResult.Ok(socket);

    /// <summary>Denies, with a reason if one is given.</summary>
    protected static SocketResult Error(DenialReason? reason = null) => SocketResult.Error(reason);

    private static Dictionary<string, Type> ReadRoots(Type socket)
    {
        var roots = new Dictionary<string, Type>(StringComparer.Ordinal);
        foreach (var store in socket.GetCustomAttributes<RootAttribute>().Select(static root => root.Store))
        {
            var name = StoreNameAttribute.Of(store);
            if (!roots.TryAdd(name, store))
            {
                throw new InvalidOperationException(
                    $"{socket} declares two roots named '{name}': {roots[name]} and {store}. Expected each [Root<TStore>] once, and wire names that differ.");
            }
        }

        return roots.Count > 0
            ? roots
            : throw new InvalidOperationException($"{socket} declares no root store. Expected at least one [Root<TStore>] on the class.");
    }
}
