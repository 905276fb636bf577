using System.Collections.Immutable;

namespace Musubi.Grains.Tests.Timers;

/// <summary>A root that writes down what its timers say, and a child that sets some too.</summary>
internal sealed class TimerStore : RootStore<TimerStore.State>
{
    private static readonly Key<ImmutableArray<string>> Log = new("log");
    private static readonly Key<bool> Shown = new("shown");

    public override ValueTask<Socket> Init(Socket socket) => socket.Assign(Log, []).Assign(Shown, true);

    public override State Render(Socket socket) => new(socket.Get(Log), socket.Get(Shown) ? Child<TickingStore>("ticking") : null);

    public override ValueTask<Socket> HandleInfo(object message, Socket socket)
    {
        var text = (string)message;
        socket = socket.Update(Log, log => log.Add(text));
        return text switch
        {
            "again" => socket.SendAfter(TimeSpan.FromSeconds(1), text),
            "throw" => throw new InvalidOperationException("A store that throws in HandleInfo."),
            _ => socket,
        };
    }

    public override ValueTask<Socket> HandleAsync(string name, AsyncOutcome<object?> outcome, Socket socket) =>
        throw new InvalidOperationException($"A store that throws in HandleAsync of {socket.SendAfter(TimeSpan.Zero, "never").StoreId}.");

    [Command]
    public Socket Later(string text, double seconds, Socket socket, string? name = null) => socket.SendAfter(TimeSpan.FromSeconds(seconds), text, name);

    [Command]
    public Socket LaterUnserializable(Socket socket) => socket.SendAfter(TimeSpan.FromSeconds(1), new Unserializable());

    [Command]
    public Socket Start(Socket socket) => socket.StartAsync("task", static _ => Task.FromResult("done"));

    [Command]
    public Socket Cancel(string name, Socket socket) => socket.CancelTimer(name);

    [Command]
    public Socket Show(bool shown, Socket socket) => socket.Assign(Shown, shown);

    internal sealed record Unserializable;

    internal sealed record State(ImmutableArray<string> Log, Child<TickingStore>? Ticking);
}

/// <summary>A root with the same child, that does nothing with messages.</summary>
internal sealed class DeafStore : RootStore<DeafStore.State>
{
    public override State Render(Socket socket) => new(Child<TickingStore>("ticking"));

    internal sealed record State(Child<TickingStore> Ticking);
}

/// <summary>The child.</summary>
internal sealed class TickingStore : Store<TickingStore.State>
{
    public override State Render(Socket socket) => new(socket.Id);

    [Command]
    public Socket Later(string text, double seconds, Socket socket, string? name = null) => socket.SendAfter(TimeSpan.FromSeconds(seconds), text, name);

    [Command]
    public Socket Cancel(string name, Socket socket) => socket.CancelTimer(name);

    internal sealed record State(string Name);
}
