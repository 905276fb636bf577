using System.Collections.Immutable;

namespace Musubi.Grains.Tests.Async;

/// <summary>A root with every kind of task, and a child that has them too.</summary>
[StoreName("Work")]
internal sealed class WorkStore(Works works) : RootStore<WorkStore.State>
{
    public static readonly Stream<string> Lines = new("lines", static line => line);
    private static readonly Key<bool> Shown = new("shown");

    public override ValueTask<Socket> Init(Socket socket) => socket.Assign(Desk.Log, []).Assign(Shown, true);

    public override State Render(Socket socket) => new(
        Desk.ValueOf(socket, Desk.Value),
        Desk.ValueOf(socket, Desk.First),
        Desk.ValueOf(socket, Desk.Second),
        socket.Get(Desk.Log),
        Lines,
        Desk.ValueOf(socket, Lines.Status),
        socket.Get(Shown) ? Child<DeskStore>("desk") : null);

    public override ValueTask<Socket> HandleAsync(string name, AsyncOutcome<object?> outcome, Socket socket) => outcome.Value switch
    {
        "throw" => throw new InvalidOperationException(Desk.Secret),
        "start and throw" => Throw(socket.StartAsync("next", works["next"].Run)),
        _ => Desk.Write(socket, $"{name}: {outcome.Value ?? $"{outcome.Reason!.Kind} {outcome.Reason.Value}"}"),
    };

    [Command]
    public Socket Load(string work, Socket socket, bool reset = false, int seconds = 60) =>
        socket.AssignAsync(Desk.Value, works[work].Run, reset, TimeSpan.FromSeconds(seconds));

    [Command]
    public Socket LoadTwo(string work, Socket socket) => socket.AssignAsync(
        Desk.First,
        Desk.Second,
        async token =>
        {
            var outcome = await works[work].Run(token);
            return outcome.Reason is { } reason ? reason : AsyncOutcome.Ok((outcome.Value!, outcome.Value + " too"));
        });

    [Command]
    public Socket LoadAndThrow(string work, Socket socket) => Throw(socket.AssignAsync(Desk.Value, works[work].Run));

    [Command]
    public Socket LoadNothing(Socket socket) => socket.AssignAsync(Desk.Value, static _ => (Task<string>)null!);

    [Command]
    public Socket LoadObject(string work, Socket socket) => socket.AssignAsync(new Key<AsyncResult<object>>("object"), async token => (object)new Unserializable(await works[work].Run(token)));

    [Command]
    public Socket Start(string work, Socket socket, string name = "task", int seconds = 60) =>
        socket.StartAsync(name, works[work].Run, TimeSpan.FromSeconds(seconds));

    [Command]
    public Socket Stream(string work, Socket socket, bool reset = false) => socket.StreamAsync(Lines, token => Split(works[work].Run(token)), reset: reset);

    [Command]
    public Socket StreamLazily(Socket socket) => socket.StreamAsync(Lines, static _ => Task.FromResult(Enumerable.Range(0, 2).Select(static i => $"{i / (1 - i)}")));

    [Command]
    public Socket StreamUndeclared(string work, Socket socket) => socket.StreamAsync(new Stream<string>("undeclared", static line => line), token => Split(works[work].Run(token)));

    [Command]
    public Socket Cancel(string name, Socket socket, string? reason = null) => socket.CancelAsync(name, reason);

    [Command]
    public Socket CancelTwice(string name, Socket socket) => socket.CancelAsync(name, "first").CancelAsync(name, "second");

    [Command]
    public Socket CancelValue(Socket socket) => socket.CancelAsync(socket.Get(Desk.Value));

    [Command]
    public Socket CancelOldValue(string work, Socket socket)
    {
        var old = socket.Get(Desk.Value);
        return socket.AssignAsync(Desk.Value, works[work].Run).CancelAsync(old);
    }

    [Command]
    public Socket CancelAndStart(string work, Socket socket) => Start(work, socket.CancelAsync("task"));

    [Command]
    public Socket StartAndCancel(string work, Socket socket) => Start(work, socket).CancelAsync("task");

    [Command]
    public Socket Show(bool shown, Socket socket) => socket.Assign(Shown, shown);

    [Command]
    public Socket Crash(Socket socket) => Throw(socket);

    private static Socket Throw(Socket socket) => throw new InvalidOperationException($"{socket.Id} {Desk.Secret}");

    private static async Task<AsyncOutcome<IEnumerable<string>>> Split(Task<AsyncOutcome<string>> work)
    {
        var outcome = await work;
        return outcome.Reason is { } reason ? reason : AsyncOutcome.Ok<IEnumerable<string>>(outcome.Value!.Split(' '));
    }

    internal sealed record State(
        AsyncResult<string>? Value,
        AsyncResult<string>? First,
        AsyncResult<string>? Second,
        ImmutableArray<string> Log,
        Stream<string> Lines,
        AsyncResult<bool>? LinesStatus,
        Child<DeskStore>? Desk);

    private sealed record Unserializable(object Value);
}

/// <summary>The child.</summary>
internal sealed class DeskStore(Works works) : Store<DeskStore.State>
{
    public override ValueTask<Socket> Init(Socket socket) => socket.Assign(Desk.Log, []);

    public override State Render(Socket socket) => new(Desk.ValueOf(socket, Desk.Value), socket.Get(Desk.Log));

    public override ValueTask<Socket> HandleAsync(string name, AsyncOutcome<object?> outcome, Socket socket) => Desk.Write(socket, $"{name}: {outcome.Value}");

    [Command]
    public Socket Load(string work, Socket socket) => socket.AssignAsync(Desk.Value, works[work].Run);

    [Command]
    public Socket Start(string work, Socket socket) => socket.StartAsync("task", works[work].Run);

    internal sealed record State(AsyncResult<string>? Value, ImmutableArray<string> Log);
}

/// <summary>What root and child have in common.</summary>
internal static class Desk
{
    public const string Secret = "Host=db;Password=tea";

    public static readonly Key<AsyncResult<string>> Value = new("value");
    public static readonly Key<AsyncResult<string>> First = new("first");
    public static readonly Key<AsyncResult<string>> Second = new("second");
    public static readonly Key<ImmutableArray<string>> Log = new("log");

    public static AsyncResult<T>? ValueOf<T>(Socket socket, Key<AsyncResult<T>> key) => (AsyncResult<T>?)socket.Assigns.GetValueOrDefault(key.Name);

    public static Socket Write(Socket socket, string text) => socket.Update(Log, log => log.Add(text));
}
