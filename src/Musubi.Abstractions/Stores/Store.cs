namespace Musubi;

/// <summary>A node of server-held UI state. Derive from <see cref="Store{TState}"/> or <see cref="RootStore{TState}"/>.</summary>
/// <remarks>One instance serves every node of its type in a silo: it takes services by its constructor and keeps no state of its own.
/// State lives in the <see cref="Socket"/> that each callback receives and returns.</remarks>
public abstract class Store
{
    private protected Store()
    {
    }

    /// <summary>Runs once when the node appears, before its first render.</summary>
    public virtual ValueTask<Socket> Init(Socket socket) => socket;

    /// <summary>Runs when the parent passes other props than before; by default it assigns them.</summary>
    /// <param name="newAssigns">Every prop that the parent passes, defaults filled in.</param>
    /// <param name="socket">The node's socket.</param>
    public virtual ValueTask<Socket> Update(IReadOnlyDictionary<string, object?> newAssigns, Socket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        return socket.Assign(newAssigns);
    }

    /// <summary>Runs when a task that <c>StartAsync</c> started has come to something. What it throws is logged, and the root lives on.</summary>
    /// <param name="name">The task's name.</param>
    /// <param name="outcome">What it came to.</param>
    /// <param name="socket">The node's socket.</param>
    public virtual ValueTask<Socket> HandleAsync(string name, AsyncOutcome<object?> outcome, Socket socket) => socket;

    /// <summary>Runs for each file that a client announces and that fits the limits: decides where it goes. By default to the gateway.</summary>
    /// <param name="upload">The upload that it is for.</param>
    /// <param name="entry">The file.</param>
    /// <param name="socket">The node's socket.</param>
    public virtual ValueTask<UploadTarget> UploadExternal(Upload upload, UploadEntry entry, Socket socket) => UploadTarget.Gateway;

    /// <summary>Runs when more of a file has come, at most ten times a second for each file, and when all of it is there.</summary>
    /// <param name="upload">The upload.</param>
    /// <param name="entry">The file as it is now.</param>
    /// <param name="socket">The node's socket.</param>
    public virtual ValueTask<Socket> HandleProgress(Upload upload, UploadEntry entry, Socket socket) => socket;

    /// <summary>Runs in every store of a root, parents first, when its client has come back and does not have all that was sent: what it tells can be filled again.
    /// And when a durable root has come back from its storage and subscribes topics, whose messages it may have missed. It does not run when nothing is lost; state never is.</summary>
    /// <param name="lost">What is lost.</param>
    /// <param name="socket">The node's socket, with the session and connect_info of the client's new connection.</param>
    public virtual ValueTask<Socket> Resumed(Lost lost, Socket socket) => socket;

    /// <summary>Places a child store in the rendered state.</summary>
    /// <typeparam name="TStore">The child's store.</typeparam>
    /// <param name="id">The child's local id, unique among its siblings.</param>
    /// <param name="props">The child's attributes, as <c>LineStore.Label.Is("tea")</c>.</param>
    protected static Child<TStore> Child<TStore>(string id, params KeyValuePair<string, object?>[] props)
        where TStore : Store => new(id, [.. props]);
}

/// <summary>A store that renders <typeparamref name="TState"/>.</summary>
/// <typeparam name="TState">The public state: an immutable record of values with a wire form and of <see cref="Musubi.Child{TStore}"/>.</typeparam>
public abstract class Store<TState> : Store
    where TState : class
{
    /// <summary>The public state of this node. Has no side effects: it runs again whenever an assign changed.</summary>
    public abstract TState Render(Socket socket);
}
