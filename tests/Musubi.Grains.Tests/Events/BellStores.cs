namespace Musubi.Grains.Tests.Events;

internal sealed record Rung(string By);

/// <summary>A root and two levels of children, each of which rings when it is asked to, and when it is told that another number is shown.</summary>
internal sealed class BellStore : RootStore<BellStore.State>
{
    public static readonly PushEvent<Rung> Ring = new("ring");
    public static readonly Key<bool> Shown = new("shown");
    public static readonly Key<int> Number = new("number");

    public override ValueTask<Socket> Init(Socket socket) => socket.Assign(Shown, true).Assign(Number, 0);

    public override State Render(Socket socket) => new(socket.Get(Shown) ? Child<InnerBellStore>("in", InnerBellStore.Number.Is(socket.Get(Number))) : null);

    public override ValueTask<Socket> HandleAsync(string name, AsyncOutcome<object?> outcome, Socket socket) =>
        outcome.Value is "throw" ? throw new InvalidOperationException("A HandleAsync that throws.") : socket.PushEvent(Ring, new Rung("work"));

    [Command]
    public Socket Run(Socket socket) => Scripted.Run(socket);

    internal sealed record State(Child<InnerBellStore>? In);
}

internal sealed class InnerBellStore : Store<InnerBellStore.State>
{
    public static readonly Attr<int> Number = new("number");
    public static readonly PushEvent<Rung> Ring = new("ring");

    public override ValueTask<Socket> Update(IReadOnlyDictionary<string, object?> newAssigns, Socket socket) =>
        socket.Assign(newAssigns).PushEvent(Ring, new Rung("in"));

    public override State Render(Socket socket) => new(Child<InmostBellStore>("most", InmostBellStore.Number.Is(socket.Get(Number))));

    [Command]
    public Socket Run(Socket socket) => Scripted.Run(socket);

    internal sealed record State(Child<InmostBellStore> Most);
}

internal sealed class InmostBellStore : Store<InmostBellStore.State>
{
    public static readonly Attr<int> Number = new("number");
    public static readonly PushEvent<Rung> Ring = new("ring");

    public override ValueTask<Socket> Update(IReadOnlyDictionary<string, object?> newAssigns, Socket socket) =>
        socket.Assign(newAssigns).PushEvent(Ring, new Rung("inmost")).PushEvent(Ring, new Rung("inmost again"));

    public override State Render(Socket socket) => new(socket.Get(Number));

    internal sealed record State(int Number);
}

/// <summary>Rings what it gave away before anybody could hear: a store that hides itself by way of its root.</summary>
internal sealed class LeavingStore : RootStore<LeavingStore.State>
{
    private static readonly Key<bool> Left = new("left");

    public override ValueTask<Socket> Init(Socket socket) => socket.Assign(Left, false).AttachHook("leave", Stage.AfterCommand, Leave);

    public override State Render(Socket socket) => new(socket.Get(Left) ? null : Child<LeaverStore>("it"));

    private static ValueTask<HookResult> Leave(CommandCall command, Params reply, Socket socket) => HookResult.Continue(socket.Assign(Left, true));

    internal sealed record State(Child<LeaverStore>? It);
}

internal sealed class LeaverStore : Store<LeaverStore.State>
{
    public static readonly PushEvent<Rung> Ring = new("ring");

    public override State Render(Socket socket) => new(true);

    [Command]
    public Socket Say(Socket socket) => socket.PushEvent(Ring, new Rung("nobody hears"));

    internal sealed record State(bool Here);
}

internal sealed class ScalarEventStore : RootStore<ScalarEventStore.State>
{
    public static readonly PushEvent<string> Said = new("said");

    public override State Render(Socket socket) => new(true);

    internal sealed record State(bool Here);
}

internal sealed class DoubledEventStore : RootStore<DoubledEventStore.State>
{
    public static readonly PushEvent<Rung> One = new("same");
    public static readonly PushEvent<Rung> Other = new("same");

    public override State Render(Socket socket) => new(true);

    internal sealed record State(bool Here);
}

internal sealed class UnwritableEventStore : RootStore<UnwritableEventStore.State>
{
    public static readonly PushEvent<Payload> Said = new("said");

    public override State Render(Socket socket) => new(true);

    internal sealed record Payload(Type What);

    internal sealed record State(bool Here);
}
