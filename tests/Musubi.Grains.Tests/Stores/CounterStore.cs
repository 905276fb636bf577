using System.Collections.Concurrent;

namespace Musubi.Grains.Tests.Stores;

[Root<CounterStore>]
[Root<TaskStore>]
[Root<ListeningStore>]
[Root<KeeperStore>]
internal sealed class TestSocket : MusubiSocket;

[GenerateSerializer, Immutable, Alias("musubi.tests.Added")]
internal sealed record Added([property: Id(0)] int By);

internal sealed record AddReply(int Now);

/// <summary>Handlers that wait until a test lets them go.</summary>
internal sealed class Gates
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _gates = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _reached = new();

    public TaskCompletionSource Open(out string name)
    {
        name = Guid.NewGuid().ToString("N");
        return _gates.GetOrAdd(name, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
    }

    /// <summary>Completes when a handler waits there.</summary>
    public Task Reached(string name) => _reached.GetOrAdd(name, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public Task At(string name)
    {
        _reached.GetOrAdd(name, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
        return _gates[name].Task;
    }
}

/// <summary>Why roots ended, by the name that they were mounted with.</summary>
internal sealed class Endings
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource<TerminateReason>> _endings = new();

    public Task<TerminateReason> Of(string name) => Source(name).Task;

    public void Add(string name, TerminateReason reason) => Source(name).TrySetResult(reason);

    private TaskCompletionSource<TerminateReason> Source(string name) =>
        _endings.GetOrAdd(name, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
}

[StoreName("Counter")]
internal sealed class CounterStore(Gates gates, Endings endings) : RootStore<CounterStore.State>
{
    private static readonly Key<int> Count = new("count");
    private static readonly Key<string> User = new("user");
    private static readonly Key<bool> ThrowInRender = new("throw");

    public override async ValueTask<Socket> Mount(Params mountParams, Socket socket)
    {
        await Task.Yield();
        if (mountParams.Get("throw", false))
        {
            throw new InvalidOperationException("A store that throws in mount.");
        }

        return mountParams.TryGet<string>("topic", out var topic) ? socket.Subscribe(topic) : socket;
    }

    public override async ValueTask<Socket> Init(Socket socket)
    {
        if (socket.RootParams.TryGet<string>("wait", out var gate))
        {
            await gates.At(gate);
        }

        return socket.Assign(Count, 0).Assign(ThrowInRender, false);
    }

    public override State Render(Socket socket) => socket.Get(ThrowInRender)
        ? throw new InvalidOperationException("A store that throws in render.")
        : new(socket.Get(Count), socket.Get(User));

    public override ValueTask<Socket> HandleInfo(object message, Socket socket) => socket.Update(Count, count => count + ((Added)message).By);

    public override ValueTask Terminate(TerminateReason reason, Socket socket)
    {
        if (socket.RootParams.TryGet<string>("ended", out var name))
        {
            endings.Add(name, reason);
        }

        return ValueTask.CompletedTask;
    }

    [Command]
    public (AddReply Reply, Socket Socket) Add(int by, Socket socket)
    {
        socket = socket.Update(Count, count => count + by);
        return (new AddReply(socket.Get(Count)), socket);
    }

    [Command]
    public async Task<Socket> Wait(string gate, Socket socket)
    {
        await gates.At(gate);
        return socket;
    }

    [Command]
    public Socket Throw(Socket socket) => throw new InvalidOperationException(socket.Id);

    [Command]
    public async Task<Socket> ThrowLater(Socket socket)
    {
        await Task.Yield();
        throw new InvalidOperationException(socket.Id);
    }

    [Command("throw_render")]
    public Socket BreakRender(Socket socket) => socket.Assign(ThrowInRender, true);

    [Command]
    public Socket NoSocket(Socket socket) => socket is null ? socket! : null!;

    [Command]
    public Socket Unserializable(Socket socket) => socket.Assign("callback", () => { });

    internal sealed record State(int Count, string User);
}
