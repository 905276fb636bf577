using Musubi.Inspector.Cluster;
using Musubi.Inspector.Roots;

namespace Musubi.Inspector.Stores;

/// <summary>All mounted roots of the cluster, and the one that is looked at. It asks the cluster every second, and lives as long as its page.</summary>
[StoreName("Musubi.Inspector")]
internal sealed class InspectorStore(ClusterRoots cluster) : RootStore<InspectorState>
{
    internal const int PageSize = 50;

    private const int MaxSearchLength = 200;
    private const int MaxKeyLength = 4_096;
    private const string Looking = "look";
    private const string RootId = "root";

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    // The cluster answers within two seconds, whatever hangs in it.
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    private static readonly Key<string> Search = new("search");
    private static readonly Key<string?> After = new("after");
    private static readonly Key<string?> Opened = new("opened");
    private static readonly Key<ClusterView?> View = new("view");
    private static readonly Key<bool> IsStale = new("is_stale");

    public override ValueTask<Socket> Init(Socket socket) =>
        LookNow(socket.Assign(Search, "").Assign(After, null).Assign(Opened, null).Assign(View, null).Assign(IsStale, false));

    public override ValueTask<Socket> HandleInfo(object message, Socket socket) => message is Look ? LookNow(socket) : socket;

    public override ValueTask<Socket> HandleAsync(string name, AsyncOutcome<object?> outcome, Socket socket) =>
        (outcome.IsOk ? socket.Assign(View, (ClusterView?)outcome.Value).Assign(IsStale, false) : socket.Assign(IsStale, true))
            .SendAfter(Interval, new Look(), Looking);

    public override InspectorState Render(Socket socket)
    {
        var view = socket.Get(View);
        var opened = socket.Get(Opened);
        return new InspectorState(
            view?.At,
            socket.Get(IsStale),
            socket.Get(Search),
            view?.Silos ?? [],
            view?.Roots ?? [],
            view?.All ?? 0,
            view?.Matching ?? 0,
            view?.HasMore ?? false,
            socket.Get(After) is null,
            opened,
            view?.Opened is { } root && root.Line.Key == opened ? Child<InspectedRootStore>(RootId, InspectedRootStore.Root.Is(root)) : null);
    }

    /// <summary>Lists the roots in whose user, module, id or connection a text is.</summary>
    [Command("search")]
    public Socket SearchFor(string text, Socket socket) =>
        LookNow(socket.Assign(Search, text.Length > MaxSearchLength ? text[..MaxSearchLength] : text).Assign(After, null));

    /// <summary>Lists the roots that follow.</summary>
    [Command]
    public Socket Next(Socket socket) =>
        socket.Get(View) is { HasMore: true, Roots: [.., var last] } ? LookNow(socket.Assign(After, last.Key)) : socket;

    /// <summary>Lists the roots from the beginning.</summary>
    [Command]
    public Socket First(Socket socket) => LookNow(socket.Assign(After, null));

    /// <summary>Looks at one root.</summary>
    [Command]
    public Socket Open(string key, Socket socket) => key.Length <= MaxKeyLength ? LookNow(socket.Assign(Opened, key)) : socket;

    /// <summary>Looks at no root any more.</summary>
    [Command]
    public static Socket Close(Socket socket) => socket.Assign(Opened, null);

    // Beside the page, which would wait for the slowest silo otherwise. One that is asked anew forgets the question before.
    private Socket LookNow(Socket socket)
    {
        var (query, opened) = (new RootQuery(socket.Get(Search), socket.Get(After), PageSize), socket.Get(Opened));
        return socket.StartAsync(Looking, _ => cluster.LookAsync(query, opened), Timeout);
    }
}
