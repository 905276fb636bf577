namespace Musubi.Conformance.Host.Stores;

/// <summary>The top of a tree of <see cref="TreeNodeStore"/>, and itself a node like the others.</summary>
[StoreName("Musubi.WireCapture.Stores.TreeRootStore")]
public sealed class TreeRootStore : RootStore<TreeState>
{
    /// <summary>Children of each node, from the mount params.</summary>
    public static readonly Attr<int> Width = TreeNodeStore.Width;

    /// <summary>Levels of nodes below the root, from the mount params.</summary>
    public static readonly Attr<int> Depth = TreeNodeStore.Depth;

    /// <summary>Rows of each node, from the mount params.</summary>
    public static readonly Attr<int> Rows = TreeNodeStore.Rows;

    /// <inheritdoc/>
    public override ValueTask<Socket> Init(Socket socket) => TreeNodeStore.InitNode(socket.Assign(TreeNodeStore.Label, "root"));

    /// <inheritdoc/>
    public override TreeState Render(Socket socket) => TreeNodeStore.RenderNode(socket);

    /// <summary>Adds 1 to the root's own counter.</summary>
    [Command]
    public Socket Inc(Socket socket) => TreeNodeStore.IncNode(socket);
}
