using System.Collections.Immutable;
using Musubi.Grains.Documents;
using Musubi.Grains.Nodes;
using Musubi.Grains.Pushes;
using Musubi.Grains.Stores;
using Musubi.Grains.Watches;

namespace Musubi.Inspector.Roots;

/// <summary>Says of one root what an operator may see, and no more than a page can show.</summary>
internal sealed class RootDescriber(StoreServices silo, RedactedKeys redacted)
{
    internal const int MaxStateBytes = 128 * 1024;
    internal const int MaxAssignBytes = 2 * 1024;
    internal const int MaxAssignsBytes = 128 * 1024;
    internal const int MaxStores = 100;

    // Of no cycle: what is written for an operator is sent to no client.
    private const long NoCycle = -1;

    /// <summary>Looks at a root, and watches it from now on.</summary>
    public Task<RootView> DescribeAsync(RootMount root, RootLine line)
    {
        var watch = silo.Watches.Look(root);
        return root.LookAsync(() => Describe(root, line, watch));
    }

    private RootView Describe(RootMount root, RootLine line, RootWatch watch)
    {
        var tree = root.Tree;
        var stores = tree.Nodes.OrderBy(static node => node.Depth).Take(MaxStores).ToArray();
        var connection = tree.Root!.Socket.ConnectInfo;
        var undelivered = root.Undelivered;
        return new RootView(
            line,
            root.SocketId,
            ProcessOf(root.Gateway),
            connection.PeerAddress,
            connection.UserAgent,
            root.IsStored,
            root.InTurn,
            undelivered.Patches,
            undelivered.Bytes,
            root.WaitingMessages,
            root.DropsMessages,
            [.. tree.Nodes.SelectMany(static node => node.Socket.SubscribedTopics()).Distinct().Order(StringComparer.Ordinal)],
            [.. tree.RunningTasks.Select(static task => task.Task.Name)],
            // While a callback runs the tree is between two states, and its document may not be whole.
            root.InTurn ? null : BoundedText.Write(MaxStateBytes, json => WriteDocument(tree.Root, new DocumentWriter(json))),
            DescribeAll(stores),
            Math.Max(0, tree.Nodes.Count() - stores.Length),
            watch.Turns);
    }

    private ImmutableArray<StoreView> DescribeAll(StoreNode[] stores)
    {
        var room = MaxAssignsBytes;
        var views = ImmutableArray.CreateBuilder<StoreView>(stores.Length);
        foreach (var store in stores)
        {
            views.Add(Describe(store, ref room));
        }

        return views.DrainToImmutable();
    }

    private StoreView Describe(StoreNode store, ref int room)
    {
        var assigns = ImmutableArray.CreateBuilder<AssignView>();
        foreach (var (key, value) in store.Socket.Assigns)
        {
            if (redacted.Contains(key))
            {
                assigns.Add(new AssignView(key, null));
                continue;
            }

            var text = room > 0 ? AssignText.Of(value, Math.Min(MaxAssignBytes, room)) : "…";
            room -= text.Length;
            assigns.Add(new AssignView(key, text));
        }

        return new StoreView(
            string.Join('/', store.Id.Segments),
            store.Definition.Name,
            assigns.DrainToImmutable(),
            StreamTable.Of(store.Socket).Used,
            [.. UploadTable.Of(store.Socket).Entries.SelectMany(static upload => upload.Value.Select(entry =>
                $"{upload.Key}: {entry.ClientName}, {WireJson.Naming.ConvertName(entry.Status.ToString())}, {entry.Progress} % of {entry.ClientSize} bytes"))]);
    }

    private static void WriteDocument(StoreNode root, DocumentWriter document)
    {
        document.Begin(root, NoCycle);
        document.WriteNode(root);
    }

    // A gateway in a silo's process is that silo; one of its own has the name that Orleans gives its client.
    private static string? ProcessOf(IGatewayObserver? gateway) => gateway is null
        ? null
        : GatewayProcess.SiloOf(gateway)?.ToString() ?? (gateway as GrainReference)?.GrainId.Key.ToString()?.Split('+')[0];
}
