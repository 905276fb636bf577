using System.Collections.Concurrent;
using System.Collections.Immutable;
using Musubi.Grains.Tests.Async;

namespace Musubi.Grains.Tests.Stores;

internal sealed record Told(string Text);

/// <summary>A root that has work done, timers set, and events and items sent.</summary>
[StoreName("Tasks")]
internal sealed class TaskStore(Works works, Gates gates, Endings endings, Handled handled) : RootStore<TaskStore.State>
{
    public static readonly PushEvent<Told> Told = new("told");
    public static readonly Stream<string> Lines = new("lines", static line => line);
    public static readonly Key<ImmutableArray<string>> Log = new("log");
    private static readonly Key<AsyncResult<string>> Value = new("value");

    public override ValueTask<Socket> Init(Socket socket) => socket.Assign(Log, []).Assign(Value, AsyncResult.Ok("none"));

    public override State Render(Socket socket) => socket.Get(Value).Result == "unrenderable"
        ? throw new InvalidOperationException("A store that throws in render.")
        : new(socket.Get(Value), socket.Get(Log), Lines, Child<NoteStore>("note"));

    public override ValueTask<Socket> HandleAsync(string name, AsyncOutcome<object?> outcome, Socket socket)
    {
        handled.Add(name);
        return Write(socket, $"{name}: {outcome.Value ?? outcome.Reason!.Value}");
    }

    public override ValueTask<Socket> HandleInfo(object message, Socket socket)
    {
        handled.Add((string)message);
        return (string)message == "throw" ? throw new InvalidOperationException("A store that throws in HandleInfo.") : Write(socket, (string)message);
    }

    public override ValueTask Terminate(TerminateReason reason, Socket socket)
    {
        if (socket.RootParams.TryGet<string>("ended", out var name))
        {
            endings.Add(name, reason);
        }

        return ValueTask.CompletedTask;
    }

    [Command]
    public Socket Load(string work, Socket socket) => socket.AssignAsync(Value, works[work].Run);

    [Command]
    public Socket Start(string work, Socket socket, int seconds = 60) =>
        socket.StartAsync(work, works[work].Run, TimeSpan.FromSeconds(seconds));

    [Command]
    public Socket Later(int seconds, string text, Socket socket) => socket.SendAfter(TimeSpan.FromSeconds(seconds), text);

    [Command]
    public async Task<Socket> Hold(string gate, Socket socket)
    {
        socket = Write(socket, "held");
        await gates.At(gate);
        return Write(socket, "let go");
    }

    [Command]
    public Socket Write(string text, Socket socket) => Write(socket, text);

    [Command]
    public Socket Tell(string text, Socket socket) => socket.PushEvent(Told, new Told(text));

    [Command]
    public Socket Insert(string text, Socket socket) => socket.StreamInsert(Lines, text);

    private static Socket Write(Socket socket, string text) => socket.Update(Log, log => log.Add(text));

    internal sealed record State(AsyncResult<string> Value, ImmutableArray<string> Log, Stream<string> Lines, Child<NoteStore> Note);
}

/// <summary>A child whose text anyone may change.</summary>
internal sealed class NoteStore : Store<NoteStore.State>
{
    public static readonly Key<string> Text = new("text");

    public override ValueTask<Socket> Init(Socket socket) => socket.Assign(Text, "");

    public override State Render(Socket socket) => new(socket.Get(Text));

    internal sealed record State(string Text);
}

/// <summary>What callbacks were called with that no client sent, as it happens.</summary>
internal sealed class Handled
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _messages = new();

    public void Add(string message) => Source(message).TrySetResult();

    public Task Of(string message) => Source(message).Task;

    private TaskCompletionSource Source(string message) => _messages.GetOrAdd(message, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
}
