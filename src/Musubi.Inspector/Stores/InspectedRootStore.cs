using Microsoft.Extensions.Logging;
using Musubi.Inspector.Cluster;
using Musubi.Inspector.Roots;

namespace Musubi.Inspector.Stores;

/// <summary>One root that is looked at, and what can be done with it.</summary>
[StoreName("Musubi.Inspector.Root")]
internal sealed class InspectedRootStore(ClusterRoots cluster, IGrainFactory grains, ILogger<InspectedRootStore> log) : Store<InspectedRootState>
{
    public static readonly Attr<RootView> Root = new("root");

    public override InspectedRootState Render(Socket socket) => new(socket.Get(Root));

    /// <summary>Ends the socket that the root's client is on, with all that is mounted over it. The client may connect again at once, and take its roots back.</summary>
    [Command]
    public async Task<(ActionReply, Socket)> Disconnect(Socket socket)
    {
        var root = socket.Get(Root);
        log.Disconnected(Operator.NameOf(socket), root.Line.Module, root.Socket);
        await grains.DisconnectConnectionAsync(root.Socket);
        return (new ActionReply(Done: true), socket);
    }

    /// <summary>Unmounts the root. A client that still shows it mounts it anew.</summary>
    [Command]
    public async Task<(ActionReply, Socket)> Unmount(Socket socket)
    {
        var root = socket.Get(Root);
        log.Unmounted(Operator.NameOf(socket), root.Line.Module, root.Socket);
        return (new ActionReply(await cluster.UnmountAsync(root.Line.Key)), socket);
    }
}
