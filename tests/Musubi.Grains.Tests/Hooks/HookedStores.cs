using System.Collections.Immutable;

namespace Musubi.Grains.Tests.Hooks;

public sealed record TraceState(string Name, ImmutableArray<string> Seen, Child? Below, AsyncResult<int>? Value);

public sealed record NotePayload(string Text);

public sealed record DenialReply(bool Ok, string Reason);

public sealed record EchoReply(string Text);

/// <summary>Three stores, one in the other, each with hooks at every stage that write down where they ran.</summary>
public abstract class TracedStore : RootStore<TraceState>
{
    public static readonly PushEvent<NotePayload> Note = new("note");

    /// <summary>What ran, in order, in the test that is running: hooks of other stores than the addressed one leave no other trace.</summary>
    public static readonly AsyncLocal<List<string>> Trail = new();

    public static readonly Key<ImmutableArray<string>> Seen = new("seen");
    public static readonly Key<string> Halt = new("halt");
    public static readonly Key<AsyncResult<int>> Value = new("value");

    protected abstract string Name { get; }

    protected abstract Child? Below { get; }

    public override ValueTask<Socket> Init(Socket socket) => socket
        .Assign(Seen, [])
        .AssignNew(Halt, static () => "")
        .AttachHook("first", Stage.BeforeCommand, Before)
        .AttachHook("second", Stage.BeforeCommand, BeforeAgain)
        .AttachHook("after", Stage.AfterCommand, After)
        .AttachHook("async", Stage.HandleAsync, OnAsync)
        .AttachHook("info", Stage.HandleInfo, OnInfo);

    [Command]
    public (EchoReply Reply, Socket Socket) Echo(string text, Socket socket)
    {
        Trail.Value!.Add($"{Name} handler");
        return (new EchoReply(text), socket);
    }

    [Command]
    public Socket Work(Socket socket) => socket.StartAsync("work", static _ => new TaskCompletionSource<int>().Task);

    [Command]
    public Socket HaltAt(string stage, Socket socket) => socket.Assign(Halt, stage);

    [Command]
    public Socket Detach(Socket socket) => socket.DetachHook("first", Stage.BeforeCommand).DetachHook("never there", Stage.BeforeCommand);

    [Command]
    public Socket AttachTwice(Socket socket) => socket.AttachHook("first", Stage.BeforeCommand, Before);

    [Command]
    public Socket AttachLambda(Socket socket) => socket.AttachHook("lambda", Stage.BeforeCommand, (_, then) => HookResult.Continue(then));

    public override ValueTask<Socket> HandleAsync(string name, AsyncOutcome<object?> outcome, Socket socket)
    {
        Trail.Value!.Add($"{Name} HandleAsync");
        return socket;
    }

    public override ValueTask<Socket> HandleInfo(object message, Socket socket)
    {
        Trail.Value!.Add($"{Name} HandleInfo");
        return socket;
    }

    public override TraceState Render(Socket socket) => new(Name, socket.Get(Seen), Below, null);

    private ValueTask<HookResult> Before(CommandCall command, Socket socket)
    {
        Trail.Value!.Add($"{Name} before {command.Name}");
        var seen = socket.Update(Seen, seen => seen.Add(command.Name));
        return socket.Get(Halt) switch
        {
            "before" => HookResult.Halt(seen),
            "before with reply" => HookResult.Halt(new DenialReply(false, "no"), seen),
            _ => HookResult.Continue(seen),
        };
    }

    private ValueTask<HookResult> BeforeAgain(CommandCall command, Socket socket)
    {
        Trail.Value!.Add($"{Name} before again");
        return HookResult.Continue(socket);
    }

    private ValueTask<HookResult> After(CommandCall command, Params reply, Socket socket)
    {
        Trail.Value!.Add($"{Name} after {command.Name} {reply.Get("text", "")}");
        return HookResult.Continue(socket);
    }

    private ValueTask<HookResult> OnAsync(string name, AsyncOutcome<object?> outcome, Socket socket)
    {
        Trail.Value!.Add($"{Name} async {name} {outcome.Value}");
        return socket.Get(Halt) == "async" ? HookResult.Halt(socket) : HookResult.Continue(socket);
    }

    private ValueTask<HookResult> OnInfo(object message, Socket socket)
    {
        Trail.Value!.Add($"{Name} info {message}");
        return socket.Get(Halt) == "info" ? HookResult.Halt(socket) : HookResult.Continue(socket);
    }
}

public sealed class TopStore : TracedStore
{
    protected override string Name => "top";

    protected override Child? Below => Child<MiddleStore>("m");
}

public sealed class MiddleStore : TracedStore
{
    protected override string Name => "middle";

    protected override Child? Below => Child<BottomStore>("b");
}

public sealed class BottomStore : TracedStore
{
    protected override string Name => "bottom";

    protected override Child? Below => null;
}
