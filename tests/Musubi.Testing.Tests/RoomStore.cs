using System.Collections.Immutable;

namespace Musubi.Testing.Tests;

internal sealed record Greeting(string Text);

internal sealed record Line(string Id, string Text);

internal sealed record RenameReply(string Was);

internal interface IProfiles
{
    Task<string> LoadAsync(CancellationToken cancellationToken);
}

/// <summary>A little of everything, to try the kit with.</summary>
internal sealed class RoomStore(IProfiles profiles) : RootStore<RoomStore.State>
{
    public static readonly Attr<string> RoomId = new("room_id");
    public static readonly Key<AsyncResult<string>> Profile = new("profile");
    public static readonly Key<ImmutableArray<string>> Heard = new("heard");
    public static readonly Key<bool> ShowsPanel = new("shows_panel");
    public static readonly Stream<Line> Lines = new("lines", static line => line.Id);
    public static readonly PushEvent<Greeting> Hello = new("hello");
    public static readonly PushEvent<Greeting> Bye = new("bye");

    public override ValueTask<Socket> Init(Socket socket) => socket
        .Assign(Heard, [])
        .Assign(ShowsPanel, true)
        .Assign(Profile, AsyncResult.Ok("nobody"))
        .Subscribe("rooms");

    public override State Render(Socket socket) => new(
        socket.Get(RoomId),
        (string?)socket.Assigns.GetValueOrDefault("current_user"),
        socket.Get(Profile),
        socket.Get(Heard),
        Lines,
        socket.Get(ShowsPanel) ? Child<PanelStore>("panel", PanelStore.Label.Is(socket.Get(RoomId))) : null);

    public override ValueTask<Socket> HandleInfo(object message, Socket socket) => message switch
    {
        "throw" => throw new InvalidOperationException("info broke"),
        "tick" => socket.Update(Heard, heard => heard.Add("tick")).SendAfter(TimeSpan.FromSeconds(1), "tick"),
        _ => socket.Update(Heard, heard => heard.Add((string)message)),
    };

    public override ValueTask<Socket> HandleAsync(string name, AsyncOutcome<object?> outcome, Socket socket) => outcome.Value is "throw"
        ? throw new InvalidOperationException("async broke")
        : socket.Update(Heard, heard => heard.Add($"{name}: {outcome.Value ?? outcome.Reason!.Value}"));

    public override ValueTask Terminate(TerminateReason reason, Socket socket) => socket.Assigns.ContainsKey("bad_end")
        ? throw new InvalidOperationException("end broke")
        : ValueTask.CompletedTask;

    public override ValueTask<Socket> Resumed(Lost lost, Socket socket) =>
        lost.HasFlag(Lost.Streams) ? socket.Stream(Lines, [new Line("again", "filled again")], reset: true) : socket;

    [Command]
    public (RenameReply Reply, Socket Socket) Rename(string roomId, Socket socket) => (new(socket.Get(RoomId)), socket.Assign(RoomId, roomId));

    [Command]
    public Socket Greet(string text, Socket socket) => socket.PushEvent(Hello, new Greeting(text));

    [Command]
    public Socket Throw(Socket socket) => throw new InvalidOperationException("handler broke");

    [Command]
    public Socket Put(ImmutableArray<Line> lines, int at, int? limit, bool reset, Socket socket) => socket.Stream(Lines, lines, at, limit, reset);

    [Command]
    public Socket Delete(string id, Socket socket) => socket.StreamDeleteByItemKey(Lines, id);

    [Command]
    public Socket Load(Socket socket) => socket.AssignAsync(Profile, profiles.LoadAsync, timeout: TimeSpan.FromMinutes(1));

    [Command]
    public Socket Start(Socket socket) => socket.StartAsync("job", profiles.LoadAsync);

    [Command]
    public Socket Cancel(string name, Socket socket) => socket.CancelAsync(name);

    [Command]
    public Socket Tick(Socket socket) => socket.SendAfter(TimeSpan.FromSeconds(1), "tick");

    [Command]
    public Socket TogglePanel(Socket socket) => socket.Update(ShowsPanel, static shows => !shows);

    [Command]
    public Socket AssignBadly(Socket socket) => socket.Assign("bad", new UnserializableThing());

    [Command]
    public Socket EndBadly(Socket socket) => socket.Assign("bad_end", true);

    internal sealed record State(string RoomId, string? CurrentUser, AsyncResult<string> Profile, ImmutableArray<string> Heard, Stream<Line> Lines, Child<PanelStore>? Panel);

    private sealed class UnserializableThing;
}

internal sealed class PanelStore : Store<PanelStore.State>
{
    public static readonly Attr<string> Label = new("label");
    public static readonly Attr<int> Clicks = new("clicks", 0);
    public static readonly PushEvent<Greeting> Hello = RoomStore.Hello;
    public static readonly Stream<Line> Notes = new("notes", static line => line.Id);

    public override State Render(Socket socket) => new(socket.Get(Label), socket.Get(Clicks), Notes);

    [Command]
    public Socket Click(Socket socket) => socket.Update(Clicks, static clicks => clicks + 1).PushEvent(RoomStore.Hello, new Greeting("click"));

    [Command]
    public Socket Note(string text, Socket socket) => socket.StreamInsert(Notes, new Line(text, text));

    internal sealed record State(string Label, int Clicks, Stream<Line> Notes);
}
