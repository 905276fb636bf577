namespace Musubi.Testing.Tests.Examples;

// docs:chat
public sealed record Message(string Id, string Text);

public sealed record ChatState(string Title, Stream<Message> Messages);

public sealed class ChatStore : RootStore<ChatState>
{
    public static readonly Stream<Message> Messages = new("messages", message => message.Id, limit: -100);

    public override ValueTask<Socket> Init(Socket socket) => socket.Stream(Messages, [new("1", "Welcome!")]);

    [Command]
    public Socket Post(string id, string text, Socket socket) => socket.StreamInsert(Messages, new Message(id, text));

    [Command]
    public Socket Pin(string id, string text, Socket socket) => socket.StreamInsert(Messages, new Message(id, text), at: 0);

    [Command]
    public Socket Remove(string id, Socket socket) => socket.StreamDeleteByItemKey(Messages, id);

    [Command]
    public Socket Clear(Socket socket) => socket.Stream(Messages, [], reset: true);

    public override ChatState Render(Socket socket) => new("Chat", Messages);
}
// docs:end

public sealed class StreamsExample
{
    [Fact]
    public async Task Chat_Messages_AreKeptByTheClientAlone()
    {
        // docs:chat-test
        await using var page = await StorePage.MountAsync<ChatStore>();

        await page.DispatchAsync("post", new { id = "2", text = "Hello" });
        await page.DispatchAsync("pin", new { id = "0", text = "Be kind" });
        await page.DispatchAsync("remove", new { id = "1" });

        Assert.Equal([new Message("0", "Be kind"), new Message("2", "Hello")], page.Items(ChatStore.Messages));
        // docs:end
    }
}
