using System.Collections.Concurrent;

namespace Musubi.Grains.Tests.Hibernation;

/// <summary>A durable root that counts what it is asked and what it hears.</summary>
[StoreName("Nap"), Durable]
public sealed class NapStore(ConcurrentDictionary<string, TaskCompletionSource> works) : RootStore<NapStore.State>
{
    private static readonly Key<int> Sum = new("sum");
    private static readonly Key<int> Heard = new("heard");
    private static readonly Key<int> Missed = new("missed");
    private static readonly Key<int> Rung = new("rung");
    private static readonly Key<AsyncResult<int>> Work = new("work");
    private static readonly TransientKey<int> At = new("at", -1);

    public override ValueTask<Socket> Init(Socket socket) => socket.Assign(Sum, 0).Assign(Heard, 0).Assign(Missed, 0).Assign(Rung, 0).Assign(At, -1);

    public override ValueTask<Socket> HandleInfo(object message, Socket socket) => message switch
    {
        "ring" => socket.Update(Rung, static rung => rung + 1),
        "quiet" => socket,
        _ => socket.Update(Heard, static heard => heard + 1),
    };

    public override ValueTask<Socket> Resumed(Lost lost, Socket socket) => lost.HasFlag(Lost.Messages) ? socket.Update(Missed, static missed => missed + 1) : socket;

    [Command]
    public (Totalled Reply, Socket Socket) Add(int by, Socket socket)
    {
        socket = socket.Update(Sum, sum => sum + by);
        return (new Totalled(socket.Get(Sum)), socket);
    }

    [Command]
    public Socket Listen(Socket socket) => socket.Subscribe(socket.Root.Root.Id);

    [Command]
    public Socket Remind(int minutes, Socket socket) => socket.SendAfter(TimeSpan.FromMinutes(minutes), "ring");

    [Command]
    public Socket Point(int at, Socket socket) => socket.Assign(At, at);

    [Command]
    public Socket Begin(Socket socket)
    {
        var work = works.GetOrAdd(socket.Root.Root.Id, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
        return socket.AssignAsync(Work, async cancellation =>
        {
            await work.Task.WaitAsync(cancellation);
            return 1;
        });
    }

    public override State Render(Socket socket) => new(socket.Get(Sum), socket.Get(Heard), socket.Get(Missed), socket.Get(Rung), socket.Get(At));

    public sealed record State(int Sum, int Heard, int Missed, int Rung, int At);

    public sealed record Totalled(int Sum);
}
