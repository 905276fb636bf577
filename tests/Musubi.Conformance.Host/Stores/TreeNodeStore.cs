using System.Collections.Immutable;

namespace Musubi.Conformance.Host.Stores;

/// <summary>A node of a tree below its root.</summary>
/// <remarks>A node's children have the ids "0", "1" and so on, so that the first grandchild of the root is
/// <c>["children","0","children","0"]</c>.</remarks>
[StoreName("Musubi.WireCapture.Stores.TreeNodeStore")]
public sealed class TreeNodeStore : Store<TreeState>
{
    /// <summary>Where the node stands: "root.0.0".</summary>
    public static readonly Attr<string> Label = new("label");

    /// <summary>Children of each node.</summary>
    public static readonly Attr<int> Width = new("width");

    /// <summary>Levels of nodes below this one.</summary>
    public static readonly Attr<int> Depth = new("depth");

    /// <summary>Rows of each node.</summary>
    public static readonly Attr<int> Rows = new("rows");

    private static readonly Key<int> N = new("n");
    private static readonly Key<ImmutableArray<TreeRow>> RowList = new("row_list");

    /// <inheritdoc/>
    public override ValueTask<Socket> Init(Socket socket) => InitNode(socket);

    /// <inheritdoc/>
    public override TreeState Render(Socket socket) => RenderNode(socket);

    /// <summary>Adds 1 to this node's counter.</summary>
    [Command]
    public Socket Inc(Socket socket) => IncNode(socket);

    /// <summary>Starts a node; the root is one too, with attributes of the same names.</summary>
    internal static Socket InitNode(Socket socket)
    {
        // Kept, not made anew by each render: one that changes the counter alone shows the very same rows.
        var rows = Enumerable.Range(0, socket.Get(Rows)).Select(static index => new TreeRow($"row-{index}", $"Text of row {index}"));
        return socket.Assign(N, 0).Assign(RowList, [.. rows]);
    }

    /// <summary>Renders a node.</summary>
    internal static TreeState RenderNode(Socket socket)
    {
        var (label, width, depth, rows) = (socket.Get(Label), socket.Get(Width), socket.Get(Depth), socket.Get(Rows));
        var children = Enumerable.Range(0, depth > 0 ? width : 0).Select(index =>
            Child<TreeNodeStore>($"{index}", Label.Is($"{label}.{index}"), Width.Is(width), Depth.Is(depth - 1), Rows.Is(rows)));
        return new(label, socket.Get(N), socket.Get(RowList), [.. children]);
    }

    /// <summary>Counts on.</summary>
    internal static Socket IncNode(Socket socket) => socket.Update(N, static n => n + 1);
}
