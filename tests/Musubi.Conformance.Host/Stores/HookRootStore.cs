using System.Collections.Immutable;

namespace Musubi.Conformance.Host.Stores;

/// <summary>Has a hook at each stage but that of tasks, and a timer. Not one of the recorded stores: those have neither.</summary>
[StoreName("Musubi.WireCapture.Stores.HookRootStore")]
public sealed class HookRootStore : RootStore<HookRootStore.State>
{
    private static readonly Key<string> Text = new("text");
    private static readonly Key<ImmutableArray<string>> Log = new("log");

    public override ValueTask<Socket> Init(Socket socket) => socket
        .Assign(Text, "")
        .Assign(Log, [])
        .AttachHook("guard", Stage.BeforeCommand, Guard)
        .AttachHook("audit", Stage.AfterCommand, Audit)
        .AttachHook("overhear", Stage.HandleInfo, Overhear)
        .AttachHook("shout", Stage.AfterRender, Shout)
        .AttachHook("stamp", Stage.AfterSerialize, Stamp);

    public override ValueTask<Socket> HandleInfo(object message, Socket socket) => socket.Assign(Text, (string)message);

    public override State Render(Socket socket) => new(socket.Get(Text), socket.Get(Log), null);

    [Command]
    public Socket Write(string text, Socket socket) => socket.Assign(Text, text);

    [Command]
    public Socket Remind(string text, Socket socket) => socket.SendAfter(TimeSpan.Zero, text);

    private static ValueTask<HookResult> Guard(CommandCall command, Socket socket) => command.Payload.Get("text", "") == "secret"
        ? HookResult.Halt(new Denied(false, "secret"), socket)
        : HookResult.Continue(socket);

    private static ValueTask<HookResult> Audit(CommandCall command, Params reply, Socket socket) =>
        HookResult.Continue(Note(command.Name, socket));

    private static ValueTask<HookResult> Overhear(object message, Socket socket) => HookResult.Continue(Note("info", socket));

    private static FrameResult Shout(StoreFrame frame, Socket socket)
    {
        var state = (State)frame.State;
        return FrameResult.Continue(frame with { State = state with { Text = state.Text.ToUpperInvariant() } }, socket);
    }

    private static FrameResult Stamp(StoreFrame frame, Socket socket) =>
        FrameResult.Continue(frame with { State = ((ImmutableDictionary<string, object?>)frame.State).SetItem("stamp", "seen") }, socket);

    private static Socket Note(string what, Socket socket) => socket.Update(Log, log => log.Add(what));

    public sealed record State(string Text, ImmutableArray<string> Log, string? Stamp);

    public sealed record Denied(bool Ok, string Reason);
}
