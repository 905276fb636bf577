namespace Musubi.Grains.Tests.Stores;

/// <summary>A root that subscribes in the callback that its params name, waits there as if it read something, and counts what it hears.</summary>
[StoreName("Listening")]
internal sealed class ListeningStore(Gates gates) : RootStore<ListeningStore.State>
{
    private static readonly Key<int> Count = new("count");

    public override async ValueTask<Socket> Mount(Params mountParams, Socket socket) => await At("mount", await base.Mount(mountParams, socket));

    public override async ValueTask<Socket> Init(Socket socket) => await At("init", socket.Assign(Count, 0).AttachHook("before", Stage.BeforeCommand, Before));

    public override async ValueTask<Socket> Update(IReadOnlyDictionary<string, object?> newAssigns, Socket socket) => await At("update", socket);

    public override async ValueTask<Socket> HandleInfo(object message, Socket socket) => message is Added added
        ? socket.Update(Count, count => count + added.By)
        : await At("info", socket);

    public override async ValueTask<Socket> HandleAsync(string name, AsyncOutcome<object?> outcome, Socket socket) => name == "throw"
        ? throw new InvalidOperationException($"A store that subscribes and throws: {await At("async", socket)}")
        : await At("async", socket);

    public override State Render(Socket socket) => new(socket.Get(Count));

    [Command]
    public async Task<Socket> Listen(Socket socket) => await At("command", socket);

    /// <summary>Subscribes, and returns the socket that it was given.</summary>
    [Command]
    public async Task<Socket> Drop(Socket socket)
    {
        await At("drop", socket);
        return socket;
    }

    [Command]
    public Socket Remind(Socket socket) => socket.SendAfter(TimeSpan.Zero, "now");

    [Command]
    public Socket Add(Socket socket) => socket.SendAfter(TimeSpan.Zero, new Added(100));

    [Command]
    public Socket Work(Socket socket) => socket.StartAsync("work", static _ => Task.FromResult("done"));

    [Command]
    public Socket WorkAndThrow(Socket socket) => socket.StartAsync("throw", static _ => Task.FromResult("done"));

    private async ValueTask<HookResult> Before(CommandCall call, Socket socket) => HookResult.Continue(await At("hook", socket));

    private async ValueTask<Socket> At(string callback, Socket socket)
    {
        if (socket.RootParams.Get("at", "") != callback)
        {
            return socket;
        }

        // A library on the way may have left the grain's scheduler.
        await Task.Delay(1).ConfigureAwait(socket.RootParams.Get("stays", true));
        socket = socket.Subscribe(socket.RootParams.Get<string>("topic"));
        await gates.At(socket.RootParams.Get<string>("gate"));
        return socket;
    }

    internal sealed record State(int Count);
}
