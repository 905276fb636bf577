using System.Collections.Immutable;

namespace Musubi.Grains.Tests.Hooks;

/// <summary>Hooks that change frames, or try to.</summary>
internal static class Frames
{
    /// <summary>A key that hooks count in.</summary>
    public static readonly Key<int> Count = new("count");

    public static FrameResult Upper(StoreFrame frame, Socket socket) => FrameResult.Continue(WithText(frame, static text => text.ToUpperInvariant()), socket);

    public static FrameResult Exclaim(StoreFrame frame, Socket socket) => FrameResult.Continue(WithText(frame, static text => text + "!"), socket);

    public static FrameResult HaltWithQuestion(StoreFrame frame, Socket socket) => FrameResult.Halt(WithText(frame, static text => text + "?"), socket);

    public static FrameResult Trace(StoreFrame frame, Socket socket)
    {
        TracedStore.Trail.Value!.Add($"{socket.StoreId} {((IFramed)frame.State).Text}");
        return FrameResult.Continue(frame, socket);
    }

    public static FrameResult Redact(StoreFrame frame, Socket socket) =>
        FrameResult.Continue(frame with { State = Map(frame).Remove("secret"), Events = [.. frame.Events.Select(static pushed => pushed with { Payload = Map(pushed).SetItem("text", "...") })] }, socket);

    public static FrameResult RenameText(StoreFrame frame, Socket socket) =>
        FrameResult.Continue(frame with { State = Map(frame).Remove("text").SetItem("title", Map(frame).GetValueOrDefault("text")) }, socket);

    public static FrameResult Nest(StoreFrame frame, Socket socket) =>
        FrameResult.Continue(frame with { State = Map(frame).SetItem("copies", ImmutableArray.Create(Map(frame)["data"], Map(frame)["data"])) }, socket);

    public static FrameResult HaltAsRedacted(StoreFrame frame, Socket socket) => FrameResult.Halt(frame with { State = Map(frame).SetItem("secret", "none") }, socket);

    public static FrameResult ReverseChildren(StoreFrame frame, Socket socket) => FrameResult.Continue(
        Map(frame).TryGetValue("children", out var children)
            ? frame with { State = Map(frame).SetItem("children", ((ImmutableArray<object?>)children!).Reverse().ToImmutableArray()) }
            : frame,
        socket);

    public static FrameResult MoveChildren(StoreFrame frame, Socket socket) => FrameResult.Continue(
        Map(frame).TryGetValue("children", out var children) ? frame with { State = Map(frame).Remove("children").Add("kids", children) } : frame,
        socket);

    public static FrameResult HideChildren(StoreFrame frame, Socket socket) =>
        FrameResult.Continue(frame with { State = ((FramedStore.State)frame.State) with { Children = [] } }, socket);

    public static FrameResult Louder(StoreFrame frame, Socket socket) => FrameResult.Continue(
        frame with { Events = [.. frame.Events.Select(static pushed => pushed with { Payload = new Said(((Said)pushed.Payload).Text.ToUpperInvariant()) })] },
        socket);

    public static FrameResult Silence(StoreFrame frame, Socket socket) => FrameResult.Continue(frame with { Events = [] }, socket);

    public static FrameResult NoEventsAtAll(StoreFrame frame, Socket socket) => FrameResult.Continue(frame with { Events = default }, socket);

    public static FrameResult Announce(StoreFrame frame, Socket socket) =>
        FrameResult.Continue(frame with { Events = frame.Events.Add(new PushedEvent("said", new Said("rendered"))) }, socket);

    public static FrameResult PushMore(StoreFrame frame, Socket socket) => FrameResult.Continue(frame, socket.PushEvent(FramedStore.Said, new Said("more")));

    public static FrameResult CountFrames(StoreFrame frame, Socket socket)
    {
        var count = socket.AssignNew(Count, static () => 0).Get(Count) + 1;
        return FrameResult.Continue(WithText(frame, text => $"{text} {count}"), socket.Assign(Count, count));
    }

    public static FrameResult OnceUpper(StoreFrame frame, Socket socket) =>
        FrameResult.Continue(WithText(frame, static text => text.ToUpperInvariant()), socket.DetachHook("once", Stage.AfterRender));

    public static FrameResult StartWork(StoreFrame frame, Socket socket) =>
        FrameResult.Continue(frame, socket.StartAsync("work", static _ => new TaskCompletionSource<int>().Task).SendAfter(TimeSpan.FromHours(1), "later"));

    public static FrameResult AssignWhatCannotBeSaved(StoreFrame frame, Socket socket) => FrameResult.Continue(frame, socket.Assign("thread", Thread.CurrentThread));

    public static FrameResult UseUndeclared(StoreFrame frame, Socket socket) => FrameResult.Continue(frame, socket.PushEvent(TracedStore.Note, new NotePayload("x")));

    public static FrameResult Throw(StoreFrame frame, Socket socket) => throw new InvalidOperationException("A hook that throws.");

    public static FrameResult Nothing(StoreFrame frame, Socket socket) => default;

    public static FrameResult NoState(StoreFrame frame, Socket socket) => FrameResult.Continue(frame with { State = null! }, socket);

    public static FrameResult OtherState(StoreFrame frame, Socket socket) => FrameResult.Continue(frame with { State = new Said("x") }, socket);

    public static FrameResult UndeclaredEvent(StoreFrame frame, Socket socket) =>
        FrameResult.Continue(frame with { Events = [new PushedEvent("shouted", new Said("x"))] }, socket);

    public static FrameResult WrongPayload(StoreFrame frame, Socket socket) => FrameResult.Continue(frame with { Events = [new PushedEvent("said", "x")] }, socket);

    public static FrameResult ReservedName(StoreFrame frame, Socket socket) => Add(frame, "__musubi_store_id__", "x", socket);

    public static FrameResult NameOfTheUpload(StoreFrame frame, Socket socket) => Add(frame, "avatar", "x", socket);

    public static FrameResult MutableList(StoreFrame frame, Socket socket) => Add(frame, "list", new List<int>(), socket);

    public static FrameResult WithoutWireForm(StoreFrame frame, Socket socket) => Add(frame, "type", typeof(string), socket);

    public static FrameResult WithoutTheStream(StoreFrame frame, Socket socket) => FrameResult.Continue(frame with { State = Map(frame).Remove("feed") }, socket);

    public static FrameResult StreamTwice(StoreFrame frame, Socket socket) => Add(frame, "again", FramedStore.Feed, socket);

    public static FrameResult ChildTwice(StoreFrame frame, Socket socket) => FrameResult.Continue(
        frame with { State = ((FramedStore.State)frame.State) with { Children = [.. Enumerable.Repeat(((FramedStore.State)frame.State).Children[0], 2)] } },
        socket);

    private static FrameResult Add(StoreFrame frame, string name, object value, Socket socket) => FrameResult.Continue(frame with { State = Map(frame).SetItem(name, value) }, socket);

    private static ImmutableDictionary<string, object?> Map(StoreFrame frame) => (ImmutableDictionary<string, object?>)frame.State;

    private static ImmutableDictionary<string, object?> Map(PushedEvent pushed) => (ImmutableDictionary<string, object?>)pushed.Payload;

    private static StoreFrame WithText(StoreFrame frame, Func<string, string> change) => frame with
    {
        State = frame.State switch
        {
            FramedStore.State state => state with { Text = change(state.Text) },
            FramedChildStore.State state => state with { Text = change(state.Text) },
            var state => state,
        },
    };
}
