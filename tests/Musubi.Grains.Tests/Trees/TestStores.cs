using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;

namespace Musubi.Grains.Tests.Trees;

internal sealed class LabelStore : Store<LabelStore.State>
{
    public static readonly Attr<string> Label = new("label");
    public static readonly Attr<int> Start = new("start", 0);
    private static readonly Key<int> Clicks = new("clicks");

    public override ValueTask<Socket> Init(Socket socket) => socket.Assign(Clicks, socket.Get(Start));

    public override ValueTask<Socket> Update(IReadOnlyDictionary<string, object?> newAssigns, Socket socket) =>
        socket.Assign(newAssigns).Update(Clicks, clicks => clicks + (int)newAssigns["start"]!);

    public override State Render(Socket socket) => new(socket.Get(Label), socket.Get(Clicks));

    [Command]
    public Socket Click(Socket socket) => socket.Update(Clicks, static clicks => clicks + 1);

    internal sealed record State(string Label, int Clicks);
}

internal sealed class RoomStore : RootStore<RoomStore.State>
{
    public static readonly AsyncLocal<StrongBox<int>?> Renders = new();
    public static readonly Attr<string> RoomId = new("room_id");

    public override State Render(Socket socket)
    {
        if (Renders.Value is { } renders)
        {
            renders.Value++;
        }

        return new(socket.Get(RoomId), (string?)socket.Assigns.GetValueOrDefault("current_user"), Child<LabelStore>("header", LabelStore.Label.Is(socket.Get(RoomId))));
    }

    [Command]
    public Socket Rename(string roomId, Socket socket) => socket.Assign(RoomId, roomId);

    [Command]
    public Socket Note(string text, Socket socket) => socket.Assign("note", text);

    internal sealed record State(string RoomId, string? CurrentUser, Child<LabelStore> Header);
}

internal sealed class ListStore : RootStore<ListStore.State>
{
    private static readonly Key<ImmutableArray<string>> Ids = new("ids");
    private static readonly Key<int> Extra = new("extra");

    public override ValueTask<Socket> Init(Socket socket) => socket.Assign(Ids, []).Assign(Extra, 0);

    public override State Render(Socket socket) =>
        new([.. socket.Get(Ids).Select(id => Child<LabelStore>(id, LabelStore.Label.Is(id), LabelStore.Start.Is(socket.Get(Extra))))]);

    public override ValueTask<Socket> HandleInfo(object message, Socket socket) => socket.Assign(Ids, [(string)message]);

    [Command]
    public Socket Put(ImmutableArray<string> ids, Socket socket) => socket.Assign(Ids, ids);

    [Command]
    public Socket PutAndClick(ImmutableArray<string> ids, int click, Socket socket) => socket.Assign(Ids, ids).Assign(Extra, click);

    internal sealed record State(ImmutableArray<Child<LabelStore>> Lines);
}

internal sealed class PlacesStore : RootStore<PlacesStore.State>
{
    public static readonly string[] Expected = ["/direct", "/page/side", "/map/a", "/map/k/0", "/grid/0/1"];

    public override State Render(Socket socket) => new(
        Label("direct"),
        new Page(Label("side")),
        ImmutableSortedDictionary<string, object>.Empty.Add("a", Label("in-map")).Add("k", ImmutableArray.Create(Label("in-list"))),
        [[null, Label("cell")]]);

    private static Child<LabelStore> Label(string id) => Child<LabelStore>(id, LabelStore.Label.Is(id));

    internal sealed record Page(Child Side);

    internal sealed record State(
        Child<LabelStore> Direct,
        Page Page,
        ImmutableSortedDictionary<string, object> Map,
        ImmutableArray<ImmutableArray<Child<LabelStore>?>> Grid);
}

internal sealed class OtherStore : Store<OtherStore.State>
{
    public override State Render(Socket socket) => new(true);

    internal sealed record State(bool Other);
}

internal sealed class SwapStore : RootStore<SwapStore.State>
{
    private static readonly Key<bool> Swapped = new("swapped");

    public override ValueTask<Socket> Init(Socket socket) => socket.Assign(Swapped, false);

    public override State Render(Socket socket) => new(socket.Get(Swapped) ? Child<OtherStore>("it") : Child<LabelStore>("it", LabelStore.Label.Is("it")));

    [Command]
    public Socket Swap(Socket socket) => socket.Update(Swapped, static swapped => !swapped);

    internal sealed record State(Child It);
}

internal sealed class EndlessStore : RootStore<EndlessStore.State>
{
    public override State Render(Socket socket) => new(Child<EndlessStore>("again"));

    internal sealed record State(Child<EndlessStore> Again);
}

internal sealed class BadPropsStore : RootStore<BadPropsStore.State>
{
    public override ValueTask<Socket> Mount(Params mountParams, Socket socket) => socket.Assign("what", mountParams.Get<string>("what"));

    public override State Render(Socket socket) => new((string?)socket.Assigns["what"] switch
    {
        "undeclared" => Child<LabelStore>("x", LabelStore.Label.Is("x"), KeyValuePair.Create<string, object?>("colour", "red")),
        "mistyped" => Child<LabelStore>("x", KeyValuePair.Create<string, object?>("label", 1)),
        _ => Child<LabelStore>("x"),
    });

    internal sealed record State(Child<LabelStore> Child);
}

internal sealed class SeenStore : Store<SeenStore.State>
{
    public static string Describe(Socket socket) =>
        $"{socket.Session["user"]} {socket.ConnectInfo.UserAgent} {socket.Assigns.GetValueOrDefault("secret", "-")} {System.Text.Encoding.UTF8.GetString(socket.RootParams.Utf8Json.Span)}";

    public override State Render(Socket socket) => new(Describe(socket));

    internal sealed record State(string Seen);
}

internal sealed class ContextStore : RootStore<ContextStore.State>
{
    public override State Render(Socket socket) => new(SeenStore.Describe(socket), Child<SeenStore>("child"));

    internal sealed record State(string Seen, Child<SeenStore> Child);
}

internal sealed class SubscribedStore : RootStore<SubscribedStore.State>
{
    private static readonly Key<bool> Shown = new("shown");

    public override ValueTask<Socket> Init(Socket socket) => socket.Assign(Shown, false).Subscribe("root-topic");

    public override State Render(Socket socket) => new(socket.Get(Shown) ? Child<SubscribedChildStore>("child") : null);

    [Command]
    public Socket Show(Socket socket) => socket.Assign(Shown, true);

    internal sealed record State(Child<SubscribedChildStore>? Child);
}

internal sealed class SubscribedChildStore : Store<SubscribedChildStore.State>
{
    public override ValueTask<Socket> Init(Socket socket) => socket.Subscribe("child-topic");

    public override State Render(Socket socket) => new(true);

    internal sealed record State(bool Here);
}

internal static class JsonNodeSteps
{
    public static JsonNode Step(this JsonNode node, string pointer) => pointer.Split('/').Skip(1)
        .Aggregate(node, static (at, step) => at is JsonArray list ? list[int.Parse(step, System.Globalization.CultureInfo.InvariantCulture)]! : at[step]!);
}
