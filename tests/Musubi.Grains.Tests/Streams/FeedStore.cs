using System.Collections.Immutable;

namespace Musubi.Grains.Tests.Streams;

internal sealed record Message(string Id, string Text = "hi");

/// <summary>Streams of a root, and of children below it: one beside another, one in the other.</summary>
internal sealed class FeedStore : RootStore<FeedStore.State>
{
    public static readonly Stream<Message> Messages = new("messages", static message => $"message-{message.Id}");
    public static readonly Stream<Message> Recent = new("recent", static message => message.Id, limit: -3);
    public static readonly Key<ImmutableArray<string>> Rooms = new("rooms");
    public static readonly Key<bool> Broken = new("broken");

    public override ValueTask<Socket> Init(Socket socket) => socket.Assign(Rooms, ["a", "b"]).Assign(Broken, false);

    public override State Render(Socket socket) => socket.Get(Broken)
        ? throw new InvalidOperationException("A store that throws in render.")
        : new(Messages, Recent, [.. socket.Get(Rooms).Select(static room => Child<RoomStore>(room))]);

    [Command]
    public Socket Run(Socket socket) => Scripted.Run(socket);

    internal sealed record State(Stream<Message> Messages, Stream<Message> Recent, ImmutableArray<Child<RoomStore>> Rooms);
}

internal sealed class RoomStore : Store<RoomStore.State>
{
    public static readonly Stream<Message> Lines = new("lines", static message => message.Id);

    public override ValueTask<Socket> Init(Socket socket) => socket.StreamInsert(Lines, new Message("first"));

    public override State Render(Socket socket) => new(Lines, Child<TopicStore>("topic"));

    [Command]
    public Socket Run(Socket socket) => Scripted.Run(socket);

    internal sealed record State(Stream<Message> Lines, Child<TopicStore> Topic);
}

internal sealed class TopicStore : Store<TopicStore.State>
{
    public static readonly Stream<Message> Notes = new("notes", static message => message.Id);

    public override State Render(Socket socket) => new(Notes);

    [Command]
    public Socket Run(Socket socket) => Scripted.Run(socket);

    internal sealed record State(Stream<Message> Notes);
}
