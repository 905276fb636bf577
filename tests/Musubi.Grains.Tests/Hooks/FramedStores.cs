using System.Collections.Immutable;

namespace Musubi.Grains.Tests.Hooks;

internal sealed record Line(string Id);

internal sealed record Said(string Text);

/// <summary>What both stores render, so that one hook serves both.</summary>
internal interface IFramed
{
    string Text { get; }
}

/// <summary>A store with one of everything that a frame can hold: text, data, a stream, an async value, an upload, children, an event.</summary>
internal sealed class FramedStore : RootStore<FramedStore.State>
{
    public static readonly PushEvent<Said> Said = new("said");
    public static readonly Stream<Line> Feed = new("feed", static line => line.Id);
    public static readonly Upload Avatar = new("avatar");
    public static readonly Key<string> Text = new("text");
    public static readonly Key<object?> Data = new("data");
    public static readonly Key<AsyncResult<string>> Profile = new("profile");
    public static readonly Key<ImmutableArray<string>> Children = new("children");

    /// <summary>What a fresh mount does to each store, in place of what commands did to another page.</summary>
    public static readonly AsyncLocal<Func<StoreId, Socket, Socket>?> Plan = new();

    public override ValueTask<Socket> Init(Socket socket)
    {
        socket = socket.Assign(Text, "root").Assign(Data, null).Assign(Profile, AsyncResult.Ok("ada")).Assign(Children, ["a", "b"]);
        return Plan.Value?.Invoke(socket.StoreId, socket) ?? socket;
    }

    public override State Render(Socket socket) => new(
        socket.Get(Text),
        "secret",
        socket.Get(Data),
        Feed,
        socket.Get(Profile),
        [.. socket.Get(Children).Select(static id => Child<FramedChildStore>(id))]);

    [Command]
    public Socket Run(Socket socket) => Scripted.Run(socket);

    internal sealed record State(
        string Text, string? Secret, object? Data, Stream<Line> Feed, AsyncResult<string> Profile, ImmutableArray<Child<FramedChildStore>> Children) : IFramed;
}

internal sealed class FramedChildStore : Store<FramedChildStore.State>
{
    public override ValueTask<Socket> Init(Socket socket)
    {
        socket = socket.Assign(FramedStore.Text, socket.Id).Assign(FramedStore.Data, null);
        return FramedStore.Plan.Value?.Invoke(socket.StoreId, socket) ?? socket;
    }

    public override State Render(Socket socket) => new(socket.Get(FramedStore.Text), socket.Get(FramedStore.Data));

    [Command]
    public Socket Run(Socket socket) => Scripted.Run(socket);

    internal sealed record State(string Text, object? Data) : IFramed;
}
